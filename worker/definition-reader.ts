import type { LostFixDeps } from '../activities/notice-lost-fixes.ts';
import { type DefinitionDeps, followBranch } from '../activities/read-definition.ts';
import { pause } from '../platform/pause.ts';
import type { Store } from '../store/store.ts';

export interface DefinitionReaderDeps extends DefinitionDeps, LostFixDeps {
  store: DefinitionDeps['store'] & LostFixDeps['store'] & Pick<Store, 'listServices' | 'saveDetection'>;
  log(line: string): void;
  /** Milliseconds until the services without a definition are read again. */
  retryMs?: number;
  /** Milliseconds until the branches of all services are looked at again. */
  followMs?: number;
}

export interface DefinitionReader {
  /** Resolves when the services that were attached at the start have been read once, well or not. */
  first: Promise<void>;
  /** Reads the definition of a service as soon as possible. */
  read(service: string): void;
  /** Ends after the reading under way. */
  stop(): Promise<void>;
}

/** A person who corrects a `suture.yaml` or a token waits this long at most; a code host is asked four times a minute. */
const RETRY_MS = 15_000;
/** A branch that moves without a callback, such as by a forced push, is noticed within this time. */
const FOLLOW_MS = 60_000;

/**
 * Follows the branch of each attached service, which holds its `suture.yaml` and the fixes: all of them at the start and once
 * a minute, one when it is asked for, and those that have no definition more often. What goes wrong is kept as the `problem` of the service
 * and logged once; it stops nothing else.
 */
export function startDefinitionReader(deps: DefinitionReaderDeps): DefinitionReader {
  const { store, log, retryMs = RETRY_MS, followMs = FOLLOW_MS } = deps;
  const stopping = new AbortController();
  const wanted = new Set<string>();
  const reported = new Map<string, string>();
  let wake = new AbortController();
  let nextLook = 0;
  let isFirst = true;

  function report(about: string, problem: string | null): void {
    if (problem === null) reported.delete(about);
    else if (reported.get(about) !== problem) log(`${about}: ${problem}`);
    if (problem !== null) reported.set(about, problem);
  }

  async function readOne(service: string, always: boolean): Promise<void> {
    const about = `The definition of ${service}`;
    try {
      report(about, (await followBranch(deps, service, { always }))?.problem ?? null);
    } catch (error) {
      const problem = messageOf(error);
      report(about, problem);
      await keepProblem(service, problem);
    }
  }

  /** A definition that was read before stays while the code host is away; without a problem where it is still the one in use. */
  async function keepProblem(service: string, problem: string): Promise<void> {
    const record = await store.getService(service);
    if (!record || (record.definition && record.definitionCommit)) return;
    await store.saveDefinition(service, record.definitionCommit, record.definition, problem);
  }

  async function readDue(): Promise<void> {
    const services = await store.listServices();
    const looksAtAll = performance.now() >= nextLook;
    const due = services.filter(
      ({ name, definition, definitionCommit }) =>
        looksAtAll || wanted.has(name) || definition === null || definitionCommit === null,
    );
    if (looksAtAll) nextLook = performance.now() + followMs;
    const always = new Set(isFirst ? due.map(({ name }) => name) : wanted);
    isFirst = false;
    wanted.clear();
    await Promise.all(due.map(({ name }) => readOne(name, always.has(name))));
  }

  async function work(lookedOnce: () => void): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      const asked = [...wanted];
      try {
        await readDue();
        report('The definitions of services', null);
      } catch (error) {
        for (const name of asked) wanted.add(name);
        report('The definitions of services', messageOf(error));
      }
      lookedOnce();
      await pause(retryMs, AbortSignal.any([stopping.signal, wake.signal]));
    }
  }

  let working: Promise<void> = Promise.resolve();
  const first = new Promise<void>((resolve) => {
    working = work(resolve);
  });
  return {
    first,
    read(service) {
      wanted.add(service);
      wake.abort();
    },
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
