import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';

/** Lets heals wait where they are; none is dropped. */
export async function pause(
  reason: string | undefined,
  { client, terminal, json }: CommandContext,
): Promise<number> {
  const healing = await client.pause(reason);
  terminal.say(json ? safeJson(healing) : `Healing is paused: ${oneLine(healing.reason ?? '')}`);
  return EXIT.ok;
}

/** Resumes healing. */
export async function revive(
  reason: string | undefined,
  { client, terminal, json }: CommandContext,
): Promise<number> {
  const healing = await client.revive(reason);
  terminal.say(json ? safeJson(healing) : 'Healing is active.');
  return EXIT.ok;
}
