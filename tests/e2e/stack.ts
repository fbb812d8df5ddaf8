import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { inject } from 'vitest';
import { type Api, createApi } from '../../demo/show/api.ts';
import { INCIDENT_TRAILER } from '../../domain/pipeline.ts';
import { identify } from '../../platform/process-identity.ts';
import { describeStateFolder, readRecord, type StackRecord, type StateFolder } from '../../stack/state.ts';

/** A running stack, as a person meets it. */
export interface TestStack {
  state: StateFolder;
  /** Base URL of the control plane. */
  base: string;
  /** Base URL of the demonstration. */
  service: string;
  api: Api;
  record(): StackRecord;
  /** The process number of one of its programs. */
  pidOf(name: string): number;
  /** Subjects of the commits on the delivered branch that carry this incident's trailer. */
  commitsOf(incidentId: string): Promise<string[]>;
  /** The head of the delivered branch. */
  head(): Promise<string>;
  /** The commit that the demonstration runs. */
  liveCommit(): Promise<string>;
}

/** A stack that this test started. */
export interface OwnStack extends TestStack {
  output(): string;
  /** Ends the supervisor and returns its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A folder for one stack's state; PostgreSQL passes through it as another user when we are root. */
export function makeStateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'suture-e2e-'));
  chmodSync(folder, 0o711);
  return folder;
}

export function removeStateFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Command lines of processes whose arguments or environment name the folder: what a stack has left. Linux only. */
export function processesIn(path: string): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || !identify(Number(name))) return [];
    try {
      const text = ['cmdline', 'environ']
        .map((file) => readFileSync(`/proc/${name}/${file}`, 'utf8'))
        .join('\0');
      return text.includes(path) ? [text.split('\0').slice(0, 4).join(' ')] : [];
    } catch {
      return [];
    }
  });
}

/** Servers that the unit tests were given are not for a whole stack: it brings its own. */
const OWN = ['DATABASE_URL', 'REDIS_URL', 'TEMPORAL_ADDRESS', 'PORT', 'HOST', 'NODE_ENV', 'NODE_OPTIONS'];

/** Runs one of the commands of `package.json` and gives its process and what it says. */
export function runCommand(command: string[], environment: Record<string, string>) {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PACKAGE_CACHE: inject('packageCache'),
    ...environment,
  };
  for (const name of Object.keys(env)) {
    if ((OWN.includes(name) && !(name in environment)) || name.startsWith('VITEST')) delete env[name];
  }
  const child = spawn(process.execPath, ['stack/bootstrap.mjs', ...command], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return { child, exited, output: () => output };
}

/** Resolves when the command has said something that matches; rejects when it ends before. */
export async function untilSaid(
  { child, exited, output }: { child: ChildProcess; exited: Promise<number | null>; output(): string },
  pattern: RegExp,
): Promise<void> {
  const said = new Promise<void>((resolve) => {
    const look = () => pattern.test(output()) && resolve();
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    look();
  });
  const ended = exited.then((code) => {
    if (!pattern.test(output())) throw new Error(`It ended with ${code} before ${pattern}:\n${output()}`);
  });
  await Promise.race([said, ended]);
}

/** `npm start` in a state folder; resolves once it reports that it is up. */
export async function startTestStack(
  folder: string,
  environment: Record<string, string> = {},
): Promise<OwnStack> {
  const run = runCommand(['start'], { STATE_DIR: folder, ...environment });
  await untilSaid(run, /Suture is up/);
  const stack = openStack(folder, environment.ADMIN_TOKEN);
  return {
    ...stack,
    output: run.output,
    async stop(signal = 'SIGTERM') {
      stack.api.close();
      run.child.kill(signal);
      return run.exited;
    },
  };
}

/** The stack that runs from a state folder. Close its `api` at the end. */
export function openStack(folder: string, adminToken?: string): TestStack {
  const state = describeStateFolder(folder);
  const record = () => readRecord(state) as StackRecord;
  const { app: base, service } = record().addresses as { app: string; service: string };
  const api = createApi(base, adminToken, new AbortController().signal);
  const git = async (...args: string[]) => (await execa('git', ['-C', state.origin, ...args])).stdout;
  return {
    state,
    base,
    service,
    api,
    record,
    pidOf(name) {
      const found = record().processes.find((one) => one.name === name);
      if (!found) throw new Error(`No process is named ${name}: ${JSON.stringify(record().processes)}`);
      return found.pid;
    },
    commitsOf: async (incidentId) => subjectsOf(await git('log', 'main', `--format=${COMMIT}`), incidentId),
    head: () => git('rev-parse', 'main'),
    async liveCommit() {
      const answer = await fetch(`${service}/up/build`);
      return ((await answer.json()) as { build_sha: string }).build_sha;
    },
  };
}

const COMMIT = `%s%x09%(trailers:key=${INCIDENT_TRAILER},valueonly,separator=%x2C)`;

/** The subjects of those commits of a log that carry an incident's trailer. */
export function subjectsOf(log: string, incidentId: string): string[] {
  return log.split('\n').flatMap((line) => {
    const [subject = '', incident] = line.split('\t');
    return incident === incidentId ? [subject] : [];
  });
}
