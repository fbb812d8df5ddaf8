import { join } from 'node:path';
import { openLog } from '../process/log-file.ts';
import { type Managed, manage, type ProcessSpec } from '../process/managed.ts';
import type { StackRecord, StateFolder } from '../state.ts';

/** The processes of one stack, in the order in which they were started. */
export interface Crew {
  run(spec: ProcessSpec): Promise<void>;
  processes(): StackRecord['processes'];
  /** Ends all of them, last started first; programs that do not need each other at the same time. */
  stop(): Promise<void>;
}

export interface CrewOptions {
  state: StateFolder;
  say(line: string): void;
  signal: AbortSignal;
  guard(signal: NodeJS.Signals): string[];
  /** Called whenever `processes` answers something else. */
  changed(): void;
}

/** Servers that others write to until their own end. They stop after everything else. */
const LAST = new Set(['postgres', 'redis', 'temporal']);

export function gatherCrew(options: CrewOptions): Crew {
  const { state, say, signal, guard } = options;
  const members: Managed[] = [];
  const starting = new Set<Promise<unknown>>();
  const changed = () => options.changed();
  return {
    async run(spec) {
      const started = manage(spec, {
        log: openLog(join(state.logs, `${spec.name}.log`)),
        say,
        signal,
        guard,
        changed,
        joined,
      });
      starting.add(started);
      try {
        await started;
      } finally {
        starting.delete(started);
      }
    },
    processes: () =>
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

  function joined(member: Managed) {
    members.push(member);
  }
}
