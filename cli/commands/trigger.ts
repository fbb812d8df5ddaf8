import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import type { Client, Fault } from '../client.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';

const Failure = z.object({
  error: z.object({ message: z.string() }),
  reason: z.string(),
  incident_id: z.string().nullable(),
});

/**
 * Hits a fault once.
 * @returns 0 when it failed, as it should; 1 when it did not (healed, or by luck)
 */
export async function trigger(name: string, { client, terminal, json }: CommandContext): Promise<number> {
  const fault = await findFault(name, client);
  const answer = await client.send({ method: 'POST', path: fault.path, headers: {} });
  const parsed = Failure.safeParse(answer.body);
  const failed = answer.status >= 500;
  const incidentId = parsed.data?.incident_id ?? null;
  if (json) {
    const { status, body, ms } = answer;
    terminal.say(
      safeJson({ fault: fault.code, failed, incident_id: incidentId, status, ms: Math.round(ms), body }),
    );
  } else if (!failed) {
    terminal.say(`${fault.code} did not fail: ${answer.status} ${oneLine(JSON.stringify(answer.body))}`);
  } else {
    const why = parsed.success
      ? `${parsed.data.reason}: ${parsed.data.error.message}`
      : JSON.stringify(answer.body);
    terminal.say(`${fault.code} failed with ${answer.status}, ${oneLine(why)}`);
    terminal.say(
      incidentId
        ? `Recorded as ${incidentId}; follow it with: suture watch ${incidentId}`
        : 'It is recorded as soon as PostgreSQL answers.',
    );
  }
  return failed ? EXIT.ok : EXIT.failed;
}

/** By its code, or by a part of it or of its route that only one fault has: `db-timeout`, `sql`. */
async function findFault(name: string, client: Client): Promise<Fault> {
  const faults = await client.faults();
  const wanted = fold(name);
  const exact = faults.filter(({ code }) => fold(code) === wanted || fold(code) === `fault_${wanted}`);
  const near = faults.filter(({ code, path }) => fold(code).includes(wanted) || fold(path).includes(wanted));
  const [found, ...more] = exact.length > 0 ? exact : near;
  if (found && more.length === 0) return found;
  const known = faults.map(({ code }) => code).join(', ');
  const what = found ? `${name} may be more than one fault.` : `There is no fault ${name}.`;
  const hint = known ? `Known: ${known}.` : 'None can be hit while ENABLE_FAULT_INJECTION is off.';
  throw new SutureError('unknown_fault', `${what} ${hint}`, { details: { status: 404 } });
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[-/ ]/g, '_');
}
