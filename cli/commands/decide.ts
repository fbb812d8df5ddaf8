import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';

/** Lets a proven fix be pushed. */
export async function approve(id: string, reason: string, context: CommandContext): Promise<number> {
  const decision = await context.client.approve(id, { by: context.user, reason });
  return tell(decision, `Approved ${id}; the fix is pushed now.`, context);
}

/** Refuses a proven fix; the next attempt is told why. */
export async function reject(id: string, reason: string, context: CommandContext): Promise<number> {
  const decision = await context.client.reject(id, { by: context.user, reason });
  return tell(
    decision,
    `Rejected ${id}: ${oneLine(decision.reason)}. The next attempt is told why.`,
    context,
  );
}

/** Takes the fix of a resolved incident back. */
export async function rollBack(id: string, reason: string, context: CommandContext): Promise<number> {
  const answer = await context.client.rollBack(id, { by: context.user, reason });
  return tell(answer, `The fix of ${id} is taken back; follow it with: suture watch ${id}`, context);
}

/** Heals an incident again that ended without a fix. */
export async function retry(id: string, context: CommandContext): Promise<number> {
  const answer = await context.client.retry(id, { by: context.user });
  return tell(
    answer,
    `${id} is healed again, run ${answer.heal_run}; follow it with: suture watch ${id}`,
    context,
  );
}

function tell(answer: unknown, sentence: string, { terminal, json }: CommandContext): number {
  terminal.say(json ? safeJson(answer) : sentence);
  return EXIT.ok;
}
