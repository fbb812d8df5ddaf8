import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { safeJson } from '../plain-text.ts';
import { table } from '../views/table.ts';

/** Lists the attached services: where each runs, its faults, and why its definition cannot be used. */
export async function services({ client, terminal, json }: CommandContext): Promise<number> {
  const { services: all } = await client.services();
  if (json) {
    terminal.say(safeJson(all));
    return EXIT.ok;
  }
  if (all.length === 0) {
    terminal.say('No service is attached. Attach one with: suture attach --help');
    return EXIT.ok;
  }
  const rows = all.map(({ name, url, branch, definition_commit, faults, problem }) => [
    { text: name },
    { text: url ?? 'address not known' },
    { text: branch },
    { text: definition_commit?.slice(0, 10) ?? 'not read yet' },
    { text: problem ?? faults.map(({ code }) => code).join(', ') },
  ]);
  for (const line of table(rows, terminal.width)) terminal.say(line);
  for (const { name, signs, missing } of all) {
    const undeclared = signs.undeclared.reduce((sum, { times }) => sum + times, 0);
    if (undeclared > 0) terminal.say(`${name}: ${undeclared} failing requests that no fault declares`);
    for (const { what, help } of missing) terminal.say(`${name}: ${what} ${help}`);
  }
  return EXIT.ok;
}

/** Detaches a service: its key is no longer accepted; its incidents stay. */
export async function detach(name: string, { client, terminal, json }: CommandContext): Promise<number> {
  const answer = await client.detach(name);
  terminal.say(json ? safeJson(answer) : `${name} is detached. Its incidents stay.`);
  return EXIT.ok;
}
