import type { AskedRedis } from './asked.ts';
import { guarded, wrap } from './guarded.ts';
import { addStep, noteError, type Requests, type Underway } from './underway.ts';

/** The mark of a command that is recorded. */
const SEEN = Symbol('suture-recorder.seen');

interface Command {
  [SEEN]?: boolean;
  name?: string;
  args?: unknown[];
  promise?: Promise<unknown>;
}

/** Records the commands of `ioredis`, also those of a pipeline. */
export function patchIoredis(loaded: unknown, { storage }: Requests): void {
  const { Redis, Cluster, Pipeline } = loaded as Record<string, { prototype: object } | undefined>;
  for (const each of [Redis, Cluster, Pipeline]) {
    wrap(each?.prototype, 'sendCommand', (send) => {
      return function (this: unknown, ...given: unknown[]) {
        const command = (given[0] ?? {}) as Command;
        const { name, args, promise } = command;
        const one = storage.getStore();
        // A command that is sent again, or by way of a cluster, is the same one.
        if (one && name && promise && !command[SEEN]) {
          command[SEEN] = true;
          guarded(() => follow(one, name, args ?? [], promise));
        }
        return send.apply(this, given);
      };
    });
  }
}
/** Records the commands of `redis`, where they enter the queue of the connection. */
export function patchNodeRedis(loaded: unknown, { storage }: Requests): void {
  const { default: Queue } = loaded as { default?: { prototype: object } };
  wrap(Queue?.prototype, 'addCommand', (add) => {
    return function (this: unknown, ...given: unknown[]) {
      const asked = add.apply(this, given);
      const one = storage.getStore();
      const [args] = given;
      if (one && Array.isArray(args)) {
        guarded(() => follow(one, String(args[0]), args.slice(1), asked as Promise<unknown>));
      }
      return asked;
    };
  });
}

function follow(one: Underway, command: string, args: unknown[], promise: Promise<unknown>): void {
  const step: AskedRedis = {
    kind: 'redis',
    started: performance.now(),
    ended: null,
    command: command.toUpperCase(),
    args,
    reply: null,
    error: null,
  };
  if (!addStep(one, step, sizeOf(args))) return;
  promise.then(
    (reply) => {
      step.ended = performance.now();
      step.reply = reply;
    },
    (error: unknown) => {
      step.ended = performance.now();
      step.error = error;
      noteError(one, 'refused', error);
    },
  );
}

function sizeOf(args: unknown[]): number {
  let size = 0;
  for (const each of args) size += typeof each === 'string' || Buffer.isBuffer(each) ? each.length : 20;
  return size;
}
