import { isTerminal } from '../../domain/phases.ts';
import type { Client, Overview } from '../client.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';
import type { Colours } from '../terminal.ts';
import { incidentRows } from '../views/incident-rows.ts';
import { waitLines } from '../views/wait-lines.ts';
import { shade, span, words } from '../views/words.ts';

type Services = Awaited<ReturnType<Client['services']>>['services'];

/** What runs and since when, what is going on, and the services with what is missing: within one screen. */
export async function status({ client, terminal, json, stack }: CommandContext): Promise<number> {
  const [{ incidents, counts, healing, verdict, standings, waits }, { build_sha }, { services }] =
    await Promise.all([client.overview(), client.build(), client.services()]);
  const open = incidents.filter(({ phase }) => !isTerminal(phase));
  const code = services.some(({ problem }) => problem !== null) ? EXIT.failed : EXIT.ok;
  if (json) {
    const now = { verdict, standings, healing, counts, waits, open };
    terminal.say(safeJson({ url: client.base, build_sha, stack: describeStack(stack), ...now, services }));
    return code;
  }
  const { say, colours } = terminal;
  const numbers = Object.entries(counts).map(([name, count]) => `${count} ${words(name)}`);
  const row = (name: string, text: string) => say(`${colours.dim(name.padEnd(11))}${text}`);
  say(`${colours.bold(shade(colours, verdict.tone)(oneLine(verdict.word)))}  ${oneLine(verdict.text)}\n`);
  row('Healing', standing(standings.healing, colours));
  row('Worker', standing(standings.worker, colours));
  row('Deploy', standing(standings.deploy, colours));
  row('Incidents', numbers.join(', '));
  // A build from a clone has a word for a commit.
  const release = oneLine(build_sha).replace(/^([0-9a-f]{10})[0-9a-f]+$/, '$1');
  row('Suture', `${client.base}, release ${release}`);
  if (stack?.record) {
    const { startedAt, processes } = stack.record;
    const running = processes.map(
      ({ name, restarts }) => name + (restarts > 0 ? ` (${restarts} restarts)` : ''),
    );
    const time = span(Date.now() - Date.parse(startedAt));
    row('Runs', `for ${time}, process ${stack.supervisor.pid}: ${running.join(', ')}`);
  }
  for (const service of services) row('Service', describeService(service));
  for (const line of waitLines(waits, terminal.colours)) say(line);
  if (open.length > 0) for (const line of ['', ...incidentRows(open, terminal)]) say(line);
  return code;
}

function describeStack(stack: CommandContext['stack']) {
  if (!stack?.record) return null;
  const { startedAt, addresses, processes } = stack.record;
  return { pid: stack.supervisor.pid, since: startedAt, addresses, processes };
}

function describeService({ name, branch, problem, definition_commit: commit }: Services[number]): string {
  if (problem) return `${name}  ${oneLine(problem)}`;
  return `${name}  ${commit ? `ready, ${branch} at ${commit.slice(0, 10)}` : 'its suture.yaml was not read yet'}`;
}

function standing({ tone, word, detail, since }: Overview['standings']['worker'], colours: Colours): string {
  const time = since ? ` ${span(Date.now() - Date.parse(since))}` : '';
  return `${shade(colours, tone)(oneLine(word))}  ${oneLine(detail)}${time}`;
}
