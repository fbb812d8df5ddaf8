import { join } from 'node:path';
import { type CompleteDefinition, completeDefinition } from '../domain/detection/complete-definition.ts';
import { readCheckout } from '../platform/read-source-tree.ts';
import { baseKey } from './base-key.ts';
import { commandFailed } from './command-failed.ts';
import { prepareTemplate } from './database/prepare-template.ts';
import type { DatabaseTemplate } from './database/scratch-databases.ts';
import { type FoundOutput, findOutput, type Snapshot, takeSnapshot } from './find-output.ts';
import type { TestRun } from './ladder/compare-tests.ts';
import { programEnvironment } from './program-environment.ts';
import { copyOutput, runWriting } from './run-writing.ts';
import { scratchFolders } from './scratch-folders.ts';
import type { BaseSubject, Bases, Tools } from './tools.ts';
import { checkAlone, warmCheck } from './warm-check.ts';
import { furnish, removeWorktree, type Worktree } from './worktree.ts';

/** Unused worktrees that are kept. */
const KEPT = 3;

interface Entry {
  folder: string;
  ready: Promise<Worktree>;
  template: Promise<DatabaseTemplate | null>;
  checked: Promise<string[]>;
  alone: Promise<boolean> | null;
  tested: TestRun[];
  service: string;
  users: number;
}

/**
 * Worktrees of commits, shared by all proofs that stand on them.
 * @param asWritten whether the type check of a commit is run for its own sake, and not for that of candidates
 */
export function createBases(tools: Tools, asWritten = false): Bases {
  // In the order of last use.
  const entries = new Map<string, Entry>();
  const closing = new AbortController();

  async function checkOut(folder: string, { service, commit }: BaseSubject): Promise<CompleteDefinition> {
    await tools.codeHosts.of(service).checkout(commit, folder);
    const where = `suture.yaml of ${service.name} at ${commit.slice(0, 10)}`;
    return completeDefinition(service.definition, readCheckout(folder), where);
  }

  async function make(
    folder: string,
    { commit }: BaseSubject,
    checkedOut: Promise<CompleteDefinition>,
  ): Promise<Worktree> {
    try {
      const definition = await checkedOut;
      const installed = await tools.step('packages', () => tools.install(folder, definition));
      const output = (definition.output ?? []).map((path) => join(definition.root, path));
      const scratch = scratchFolders(folder, definition.root, output);
      const started = { ms: null };
      const mounted = tools.sandbox.name === 'bubblewrap';
      const worktree = { folder, ...installed, mounted, output, loose: [], scratch, definition, started };
      await furnish(worktree);
      const { build } = definition;
      return build ? await tools.step('build', () => runBuild(worktree, commit, build)) : worktree;
    } catch (error) {
      await removeWorktree(folder);
      throw error;
    }
  }

  /** Where nothing says what the build writes, it is what differs afterwards. */
  async function runBuild(worktree: Worktree, commit: string, command: string[]): Promise<Worktree> {
    const known = worktree.definition.output !== null;
    let before: Snapshot = new Map();
    let found: FoundOutput = { folders: worktree.output, files: [] };
    const { exit, output } = await runWriting(tools, worktree, {
      command,
      environment: programEnvironment(worktree.definition, null),
      everywhere: !known,
      async fill(place) {
        await copyOutput(worktree, place);
        if (!known) before = takeSnapshot(place);
      },
      keep(place) {
        if (!known) found = findOutput(place, before);
        return [...found.folders, ...found.files];
      },
    });
    if (exit.code === 0 && exit.ended === 'exit') {
      return { ...worktree, output: found.folders, loose: found.files };
    }
    throw commandFailed(
      `The unchanged commit ${commit} cannot be built, so nothing can be proven on it`,
      exit,
      output,
    );
  }

  /** The check of a commit starts from that of the one before, if there is one. */
  async function check(entry: Entry, last: Entry | undefined): Promise<string[]> {
    const worktree = await entry.ready;
    const earlier = last ? { folder: last.folder, paths: await last.checked } : null;
    return warmCheck(tools, worktree, asWritten ? 'asWritten' : earlier, closing.signal);
  }

  function open(subject: BaseSubject): Entry {
    const folder = join(tools.workFolder, tools.lease.name('base'));
    const service = subject.service.name;
    const last = [...entries.values()].findLast((entry) => entry.service === service);
    const definition = checkOut(folder, subject);
    const ready = make(folder, subject, definition);
    const template = prepareTemplate(tools, service, definition, ready);
    const entry: Entry = {
      folder,
      ready,
      template,
      service,
      users: 0,
      alone: null,
      tested: [],
      checked: Promise.resolve([]),
    };
    entry.checked = check(entry, last).catch(() => []);
    // The next use starts afresh: the server may only have been away.
    template.catch(() => forget(entry));
    return entry;
  }

  function forget(entry: Entry): void {
    for (const [key, known] of entries) if (known === entry) entries.delete(key);
    // The next sweep finds what cannot be removed now.
    remove(entry).catch(() => {});
  }

  async function remove({ folder, template, checked, alone }: Entry): Promise<void> {
    await Promise.all([checked, alone]);
    (await template.catch(() => null))?.drop();
    await removeWorktree(folder);
  }

  function trim(): void {
    for (const entry of [...entries.values()]) {
      if (entries.size <= KEPT) return;
      if (entry.users === 0) forget(entry);
    }
  }

  return {
    async take(subject) {
      const key = baseKey(subject);
      const mine = entries.get(key) ?? open(subject);
      entries.delete(key);
      entries.set(key, mine);
      mine.users += 1;
      const release = () => {
        mine.users -= 1;
        trim();
      };
      try {
        const worktree = await mine.ready;
        trim();
        const checksAlone = () => {
          mine.alone ??= checkAlone(tools, worktree, mine.checked, closing.signal);
          return mine.alone;
        };
        const { template, checked, tested } = mine;
        return { ...worktree, template, checked, tested, checksAlone, release };
      } catch (error) {
        forget(mine);
        throw error;
      }
    },
    async close() {
      closing.abort();
      for (const entry of entries.values()) await remove(entry);
      entries.clear();
    },
  };
}
