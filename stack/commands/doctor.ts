import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../../platform/process-identity.ts';
import { refusedFolder } from '../../recorder/spool.ts';
import { readAllSettings } from '../../worker/settings.ts';
import type { Component, Found } from '../components/component.ts';
import { OPTIONAL, REQUIRED, requireGit } from '../machine.ts';
import { type MemoryUse, measureMemory } from '../memory.ts';
import { describeStateFolder, readRecord, type StackRecord } from '../state.ts';
import { withoutPassword } from '../supervisor/addresses.ts';
import { DEMONSTRATION } from '../supervisor/demonstration.ts';
import { describeAdapters } from '../supervisor/describe-adapters.ts';
import type { Command, CommandContext } from './command.ts';

/** What the whole stack may use at rest, in bytes. */
const MEMORY_TARGET = 1.2 * 1024 ** 3;

interface Finding {
  name: string;
  found: Found | null;
  required: boolean;
  /** The one command that helps when it is missing. */
  help: string;
}

export interface Diagnosis {
  healthy: boolean;
  node: { version: string; path: string };
  git: { version: string | null; path: string } | null;
  components: Finding[];
  adapters: Record<string, string>;
  state: string;
  /** Failed requests that could never be recorded and wait for a person; null when there are none. */
  refused: { count: number; folder: string } | null;
  /** What is wrong with the settings, as a sentence. */
  settings: string | null;
  running: (StackRecord & { memory: MemoryUse[]; memoryTotal: number; memoryTarget: number }) | null;
}

/** `npm run doctor [-- --json]`: what is installed, what is missing, what runs. Installs nothing. */
export const runDoctor: Command = async (context) => {
  const diagnosis = await diagnose(context);
  if (context.args.includes('--json')) context.say(JSON.stringify(diagnosis, null, 2));
  else for (const line of describe(diagnosis)) context.say(line);
  return diagnosis.healthy ? 0 : 1;
};

async function diagnose(context: CommandContext): Promise<Diagnosis> {
  const { environment, root, signal } = context;
  const setUp = { environment, root, signal, say: () => {} };
  const look = async (component: Component, required: boolean): Promise<Finding> => ({
    name: component.name,
    found: await component.find(setUp),
    required,
    help: component.help,
  });
  const components = await Promise.all([
    ...REQUIRED.map((component) => look(component, true)),
    ...OPTIONAL.map((component) => look(component, false)),
  ]);
  const git = await requireGit(environment).catch(() => null);
  let problem: string | null = null;
  let adapters: Record<string, string> = {};
  let folder = environment.STATE_DIR || '.suture';
  try {
    const settings = readAllSettings(environment);
    folder = settings.STATE_DIR;
    const bubblewrap = components.find((finding) => finding.name === 'bubblewrap')?.found ?? null;
    adapters = describeAdapters(settings, { bubblewrap }, null);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  const state = describeStateFolder(folder);
  const record = readRecord(state);
  return {
    healthy: problem === null && git !== null && components.every((one) => one.found || !one.required),
    node: { version: process.versions.node, path: process.execPath },
    git,
    components,
    adapters,
    state: state.root,
    refused: await findRefused(state.root),
    settings: problem,
    running: record && isRunning(record.supervisor) ? withMemory(record) : null,
  };
}

async function findRefused(stateFolder: string): Promise<Diagnosis['refused']> {
  const folder = refusedFolder(join(stateFolder, 'spool', DEMONSTRATION.name));
  const { length: count } = await readdir(folder).catch(() => []);
  return count > 0 ? { count, folder } : null;
}

function withMemory(record: StackRecord): NonNullable<Diagnosis['running']> {
  const memory = measureMemory([{ name: 'supervisor', ...record.supervisor }, ...record.processes]);
  const memoryTotal = memory.reduce((total, use) => total + (use.pss ?? use.rss), 0);
  return { ...record, memory, memoryTotal, memoryTarget: MEMORY_TARGET };
}

function describe(diagnosis: Diagnosis): string[] {
  const { git, running } = diagnosis;
  const lines = [
    `Node        ${diagnosis.node.version}  ${diagnosis.node.path}`,
    `git         ${git ? `${git.version ?? '?'}  ${git.path}` : 'MISSING. Install it (Debian: apt-get install git)'}`,
    ...diagnosis.components.map((finding) => `${finding.name.padEnd(12)}${describeFinding(finding)}`),
    `State       ${diagnosis.state}`,
    ...(diagnosis.refused === null
      ? []
      : [
          `Refused     ${diagnosis.refused.count} failed request(s) could never be recorded: ${diagnosis.refused.folder}`,
        ]),
    ...(diagnosis.settings === null ? [] : ['', diagnosis.settings]),
    '',
    'Adapters in use',
    ...Object.entries(diagnosis.adapters).map(([port, adapter]) => `  ${port.padEnd(14)} ${adapter}`),
    '',
  ];
  if (!running)
    return [
      ...lines,
      'No stack runs from this state folder. Start one with: suture up (in a clone of Suture: npm start)',
    ];
  lines.push(`A stack runs since ${running.startedAt} (process ${running.supervisor.pid})`);
  for (const [name, address] of Object.entries(running.addresses)) {
    lines.push(`  ${name.padEnd(18)} ${address}`);
  }
  lines.push('', 'Memory (resident; pages that processes share counted once)');
  for (const use of running.memory) {
    const restarts = running.processes.find((one) => one.pid === use.pid)?.restarts ?? 0;
    const again = restarts > 0 ? `, restarted ${restarts} times` : '';
    const alone = use.pss === null ? '' : ` (${megabytes(use.rss)} MiB counted in each)`;
    const count = use.processes > 1 ? `${use.processes} processes` : 'process';
    lines.push(
      `  ${use.name.padEnd(12)} ${megabytes(use.pss ?? use.rss).padStart(5)} MiB  ${count} ${use.pid}${again}${alone}`,
    );
  }
  const verdict = running.memoryTotal <= running.memoryTarget ? 'within' : 'ABOVE';
  lines.push(
    `  ${'sum'.padEnd(12)} ${megabytes(running.memoryTotal).padStart(5)} MiB  ${verdict} the target of ${megabytes(running.memoryTarget)} MiB at rest`,
  );
  return lines;
}

function describeFinding({ found, required, help }: Finding): string {
  if (!found) {
    const what = required
      ? 'not installed yet; the start tries to install it'
      : 'not installed; proofs run in a weak sandbox';
    return `${what}. Or: ${help}`;
  }
  const where = found.path ?? withoutPassword(found.address ?? '');
  return `${found.version ?? ''}  ${where}  (${found.source === 'environment' ? 'set in the environment' : found.source})`.trim();
}

function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0);
}
