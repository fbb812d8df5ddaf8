import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';

/** Approves a proven fix, which is then pushed. */
export async function approve(id: string, reason: string, context: CommandContext): Promise<number> {
  const decision = await context.client.approve(id, { by: context.user, reason });
  return report(decision, `Approved ${id}; the fix is pushed now.`, context);
}

/** Rejects a proven fix; the reason goes to the next attempt. */
export async function reject(id: string, reason: string, context: CommandContext): Promise<number> {
  const decision = await context.client.reject(id, { by: context.user, reason });
  return report(
    decision,
    `Rejected ${id}: ${oneLine(decision.reason)}. The reason goes to the next attempt.`,
    context,
  );
}

/** Rolls back the fix of a resolved incident. */
export async function rollBack(id: string, reason: string, context: CommandContext): Promise<number> {
  const answer = await context.client.rollBack(id, { by: context.user, reason });
  return report(answer, `The fix of ${id} is being rolled back; follow it with: suture watch ${id}`, context);
}

/** Stops the heal of an open incident. */
export async function cancel(id: string, reason: string, context: CommandContext): Promise<number> {
  const answer = await context.client.cancel(id, { by: context.user, reason });
  return report(answer, `The heal of ${id} is being cancelled; follow it with: suture watch ${id}`, context);
}

/** Retries a failed incident. */
export async function retry(id: string, context: CommandContext): Promise<number> {
  const answer = await context.client.retry(id, { by: context.user });
  return report(
    answer,
    `${id} is retried, run ${answer.heal_run}; follow it with: suture watch ${id}`,
    context,
  );
}

function report(answer: unknown, sentence: string, { terminal, json }: CommandContext): number {
  terminal.say(json ? safeJson(answer) : sentence);
  return EXIT.ok;
}
