import { isTerminal } from '../../domain/phases.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';
import { incidentRows } from '../views/incident-rows.ts';
import { words } from '../views/words.ts';

/** What is going on, within one screen. */
export async function status({ client, terminal, json }: CommandContext): Promise<number> {
  const [{ incidents, counts, healing }, { build_sha }] = await Promise.all([
    client.overview(),
    client.build(),
  ]);
  const open = incidents.filter(({ phase }) => !isTerminal(phase));
  if (json) {
    terminal.say(safeJson({ url: client.base, build_sha, healing, counts, open }));
    return EXIT.ok;
  }
  const { say, colours } = terminal;
  const numbers = Object.entries(counts).map(([name, count]) => `${count} ${words(name)}`);
  const switched = healing.paused
    ? colours.yellow(`paused: ${oneLine(healing.reason ?? 'no reason given')}`)
    : colours.green('active');
  say(`${colours.dim('Suture')}     ${client.base}  release ${oneLine(build_sha).slice(0, 10)}`);
  say(`${colours.dim('Healing')}    ${switched}`);
  say(`${colours.dim('Incidents')}  ${numbers.join(', ')}`);
  if (open.length > 0) for (const line of ['', ...incidentRows(open, terminal)]) say(line);
  return EXIT.ok;
}
