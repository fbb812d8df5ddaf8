import { isTerminal } from '../../domain/phases.ts';
import type { Overview } from '../client.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';
import type { Colours } from '../terminal.ts';
import { incidentRows } from '../views/incident-rows.ts';
import { waitLines } from '../views/wait-lines.ts';
import { shade, span, words } from '../views/words.ts';

/** What is going on, within one screen. */
export async function status({ client, terminal, json }: CommandContext): Promise<number> {
  const [{ incidents, counts, healing, verdict, standings, waits }, { build_sha }] = await Promise.all([
    client.overview(),
    client.build(),
  ]);
  const open = incidents.filter(({ phase }) => !isTerminal(phase));
  if (json) {
    terminal.say(safeJson({ url: client.base, build_sha, verdict, standings, healing, counts, waits, open }));
    return EXIT.ok;
  }
  const { say, colours } = terminal;
  const numbers = Object.entries(counts).map(([name, count]) => `${count} ${words(name)}`);
  const row = (name: string, text: string) => say(`${colours.dim(name.padEnd(11))}${text}`);
  say(`${colours.bold(shade(colours, verdict.tone)(oneLine(verdict.word)))}  ${oneLine(verdict.text)}\n`);
  row('Healing', standing(standings.healing, colours));
  row('Worker', standing(standings.worker, colours));
  row('Deploy', standing(standings.deploy, colours));
  row('Incidents', numbers.join(', '));
  row('Suture', `${client.base}, release ${oneLine(build_sha).slice(0, 10)}`);
  for (const line of waitLines(waits, terminal.colours)) say(line);
  if (open.length > 0) for (const line of ['', ...incidentRows(open, terminal)]) say(line);
  return EXIT.ok;
}

function standing({ tone, word, detail, since }: Overview['standings']['worker'], colours: Colours): string {
  const time = since ? ` ${span(Date.now() - Date.parse(since))}` : '';
  return `${shade(colours, tone)(oneLine(word))}  ${oneLine(detail)}${time}`;
}
