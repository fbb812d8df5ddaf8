import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { safeJson } from '../plain-text.ts';

/** Counts failures of the fault of an incident in another one from now on. */
export async function merge(id: string, into: string, context: CommandContext): Promise<number> {
  const answer = await context.client.merge(id, { by: context.user, into });
  return report(answer, `Failures of ${id} count in ${into} from now on.`, context);
}

/** Counts failures apart that the fault of an incident holds together. */
export async function split(id: string, context: CommandContext): Promise<number> {
  const answer = await context.client.split(id, { by: context.user });
  return report(answer, `Failures of ${id} are told apart from now on.`, context);
}

function report(answer: unknown, sentence: string, { terminal, json }: CommandContext): number {
  terminal.say(json ? safeJson(answer) : sentence);
  return EXIT.ok;
}
