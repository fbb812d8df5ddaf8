import type { CommandContext } from '../context.ts';
import { dsnOf } from '../dsn.ts';
import { EXIT } from '../exit-codes.ts';
import { safeJson } from '../plain-text.ts';
import { serviceLines } from '../views/service-lines.ts';

export interface ServicesOptions {
  /** Only the DSN of each service whose key is kept here. */
  dsn: boolean;
}

/** The attached services: where each lives and runs, what was checked, when it was heard, and what is missing. */
export async function services(options: ServicesOptions, context: CommandContext): Promise<number> {
  const { client, terminal, json, keys } = context;
  const { services: all } = await client.services();
  if (options.dsn) {
    const found = all.map(({ name }) => {
      const key = keys.find(name);
      return { service: name, dsn: key && dsnOf(client.base, name, key) };
    });
    if (json) terminal.say(safeJson(found));
    else for (const { service, dsn } of found) terminal.say(`${service}  ${dsn ?? keyUnknown(service)}`);
    return EXIT.ok;
  }
  if (json) terminal.say(safeJson(all));
  else if (all.length === 0) terminal.say('No service is attached. Attach one with: suture attach --help');
  else for (const line of serviceLines(all, terminal)) terminal.say(line);
  return EXIT.ok;
}

/** Gives a service a new key, which is kept here. */
export async function rotate(name: string, context: CommandContext): Promise<number> {
  const { client, terminal, json, keys } = context;
  const service = await client.rotate(name);
  if (service.key) keys.keep(name, service.key);
  if (json) {
    terminal.say(safeJson(service));
    return EXIT.ok;
  }
  terminal.say(`${name} has a new key; the old one is refused from now on. Start the service again, with:\n`);
  terminal.say(`SUTURE_DSN=${service.dsn}`);
  return EXIT.ok;
}

/** Detaches a service: its key is no longer accepted; its incidents stay. */
export async function detach(name: string, { client, terminal, json }: CommandContext): Promise<number> {
  const answer = await client.detach(name);
  terminal.say(json ? safeJson(answer) : `${name} is detached. Its incidents stay.`);
  return EXIT.ok;
}

function keyUnknown(service: string): string {
  return `its key is not kept here. Give it a new one: suture services rotate ${service}`;
}
