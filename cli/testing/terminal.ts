import { serve } from '../../app/serve.ts';
import { createTestApp, type TestApp, type TestAppOptions } from '../../app/testing/test-app.ts';
import { parseDefinition } from '../../domain/service-definition.ts';
import { processesBelow } from '../../platform/process-tree.ts';
import { readSourceTree } from '../../platform/read-source-tree.ts';
import type { LocalStack } from '../../stack/background/local-stack.ts';
import { type RunParts, run } from '../run.ts';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface Line {
  environment?: Record<string, string>;
  /** Where the user stands. */
  folder?: string;
  /** The stack of the machine; none unless given. */
  stack?: LocalStack;
  /** As if a person looked. */
  isTTY?: boolean;
  signal?: AbortSignal;
  /** What a person answers; nobody can unless given. */
  answer?: boolean;
  /** Opens the user's repository. */
  openLocal?: RunParts['openLocal'];
  /** Called with all that was written to stdout so far. */
  onOutput?(out: string): void;
}

/** Keys in memory. */
export function keptKeys(): LocalStack['keys'] {
  const kept = new Map<string, string>();
  return {
    find: (suture, service) => kept.get(`${suture} ${service}`) ?? null,
    keep: (suture, service, key) => void kept.set(`${suture} ${service}`, key),
  };
}

/** A machine on which no stack runs. */
export const NO_STACK: LocalStack = {
  folder: '/nowhere',
  running: () => null,
  start: () => Promise.reject(new Error('No test starts a stack here.')),
  stop: async () => false,
  purge: async () => {},
  keys: { find: () => null, keep: () => {} },
};

export interface Served {
  test: TestApp;
  url: string;
  /** Runs one command line against the app. */
  suture(args: string[], line?: Line): Promise<Ran>;
  close(): Promise<void>;
}

/** The app on a port of its own, and a terminal before it. */
export async function serveTestApp(options?: TestAppOptions): Promise<Served> {
  const test = await createTestApp(options);
  const serving = await serve(test.app.fetch, { host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${serving.address.port}`;
  return {
    test,
    url,
    suture: (args, line) => runLine(url, args, line),
    async close() {
      test.stop();
      await serving.close(1_000);
      await test.close();
    },
  };
}

export async function runLine(url: string, args: string[], line: Line = {}): Promise<Ran> {
  const ran: Ran = { code: -1, out: '', err: '' };
  ran.code = await run({
    args,
    environment: { USER: 'ann', ...line.environment },
    defaultUrl: url,
    signal: line.signal ?? new AbortController().signal,
    folder: line.folder ?? process.cwd(),
    readTree: readSourceTree,
    readDefinition: (text) => parseDefinition({ name: text }),
    output: process,
    stack: line.stack ?? NO_STACK,
    version: '1.2.3',
    confirm: async () => line.answer ?? null,
    doctor: async () => 0,
    recorder: new URL('../../recorder/dist/', import.meta.url).href,
    processesBelow,
    whenStarterGone: () => () => {},
    openLocal: line.openLocal ?? (() => Promise.reject(new Error('This test opens no repository.'))),
    stdout: {
      isTTY: line.isTTY ?? false,
      columns: 120,
      write(text) {
        ran.out += text;
        line.onOutput?.(ran.out);
      },
    },
    stderr: {
      write(text) {
        ran.err += text;
      },
    },
  });
  return ran;
}
