import { join } from 'node:path';
import type { ParentDeathGuard } from '../../platform/parent-death-guard.ts';
import { openLog } from '../process/log-file.ts';
import { type Managed, manage, type ProcessSpec } from '../process/managed.ts';
import type { StackRecord, StateFolder } from '../state.ts';

/** The processes of one stack, in the order in which they were started. */
export interface StackProcesses {
  run(spec: ProcessSpec): Promise<void>;
  list(): StackRecord['processes'];
  /** Ends all of them: programs at the same time, then the servers that they use. */
  stop(): Promise<void>;
}

export interface ProcessesOptions {
  state: StateFolder;
  say(line: string): void;
  signal: AbortSignal;
  guard: ParentDeathGuard;
  /** Called whenever `list` returns something else. */
  changed(): void;
}

/** Servers that others write to until their own end. They stop after everything else. */
const LAST = new Set(['postgres', 'redis', 'temporal']);

export function createStackProcesses(options: ProcessesOptions): StackProcesses {
  const { state, say, signal, guard } = options;
  const members: Managed[] = [];
  const starting = new Set<Promise<unknown>>();
  const changed = () => options.changed();
  const joined = (member: Managed) => void members.push(member);
  return {
    async run(spec) {
      const log = openLog(join(state.logs, `${spec.name}.log`));
      const started = manage(spec, { log, say, signal, guard, changed, joined });
      starting.add(started);
      try {
        await started;
      } finally {
        starting.delete(started);
      }
    },
    list: () =>
      members.flatMap((member) => {
        const identity = member.identity();
        if (!identity) return [];
        const { name, stopSignal } = member;
        return [{ ...identity, name, stopSignal, restarts: member.restarts() }];
      }),
    async stop() {
      await Promise.allSettled(starting);
      const end = (group: Managed[]) => Promise.all(group.map((member) => member.stop()));
      await end(members.filter((member) => !LAST.has(member.name)));
      await end(members.filter((member) => LAST.has(member.name)));
      changed();
    },
  };
}
