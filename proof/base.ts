import { join } from 'node:path';
import { SutureError } from '../domain/errors.ts';
import type { ProofSubject } from '../domain/ports/prover.ts';
import { runInSandbox } from './sandbox/run.ts';
import type { Tools } from './tools.ts';
import { inheritCheck, warmCheck } from './warm-check.ts';
import { checkOut, removeWorktree } from './worktree.ts';

/** An unchanged commit, checked out and built: what reproductions run and stand-ins are started from. */
export interface Base {
  folder: string;
  /** What the type check of the commit left in its `dist/`, once it has run. */
  checked: Promise<string[]>;
  /** Gives it back; it stays until others need the room. */
  release(): void;
}

export interface Bases {
  /**
   * The commit's worktree, made once.
   * @throws SutureError `base_not_buildable` when the commit as it is cannot be built
   */
  take(subject: ProofSubject): Promise<Base>;
  close(): Promise<void>;
}

/** Worktrees that are kept though no one uses them. */
const KEPT = 3;

interface Entry {
  folder: string;
  ready: Promise<void>;
  checked: Promise<string[]>;
  service: string;
  users: number;
}

/** Worktrees of commits, shared by all proofs that stand on them. */
export function createBases(tools: Tools): Bases {
  // In the order of last use.
  const entries = new Map<string, Entry>();
  const closing = new AbortController();

  async function make(folder: string, { service, commit }: ProofSubject): Promise<void> {
    try {
      await checkOut(tools.codeHost, commit, folder, tools.nodeModules);
      const build = runInSandbox(
        tools.sandbox,
        { command: service.build.command, folder, writable: [join(folder, 'dist')] },
        tools.buildLimits,
      );
      const { code, ended } = await build.exited;
      if (code === 0 && ended === 'exit') return;
      throw new SutureError(
        'base_not_buildable',
        `The commit ${commit} cannot be built as it is, so nothing can be proven on it: ${build.output().slice(-2_000)}`,
        { details: { ended, code } },
      );
    } catch (error) {
      await removeWorktree(folder);
      throw error;
    }
  }

  /** The check of a commit starts from that of the one before, if there is one. */
  async function check({ service }: ProofSubject, entry: Entry, last: Entry | undefined): Promise<string[]> {
    await entry.ready;
    const inherited = last ? await last.checked : [];
    if (last) await inheritCheck(last.folder, entry.folder, inherited);
    const left = await warmCheck(tools, service, entry.folder, closing.signal);
    return [...new Set([...inherited, ...left])];
  }

  function open(subject: ProofSubject): Entry {
    const folder = join(tools.workFolder, tools.owner.name('base'));
    const service = subject.service.name;
    const last = [...entries.values()].findLast((entry) => entry.service === service);
    const ready = make(folder, subject);
    const entry: Entry = { folder, ready, service, users: 0, checked: Promise.resolve([]) };
    entry.checked = check(subject, entry, last).catch(() => []);
    return entry;
  }

  function trim(): void {
    for (const [key, entry] of entries) {
      if (entries.size <= KEPT) return;
      if (entry.users > 0) continue;
      entries.delete(key);
      // A leftover is found by the next sweep.
      entry.checked.then(() => removeWorktree(entry.folder)).catch(() => {});
    }
  }

  return {
    async take(subject) {
      const key = `${subject.service.name} ${subject.commit} ${subject.service.build.command.join(' ')}`;
      const mine = entries.get(key) ?? open(subject);
      entries.delete(key);
      entries.set(key, mine);
      mine.users += 1;
      try {
        await mine.ready;
      } catch (error) {
        mine.users -= 1;
        if (entries.get(key) === mine) entries.delete(key);
        throw error;
      }
      trim();
      return {
        folder: mine.folder,
        checked: mine.checked,
        release() {
          mine.users -= 1;
          trim();
        },
      };
    },
    async close() {
      closing.abort();
      for (const entry of entries.values()) {
        await entry.checked;
        await removeWorktree(entry.folder);
      }
      entries.clear();
    },
  };
}
