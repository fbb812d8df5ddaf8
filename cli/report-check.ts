import { SutureError } from '../domain/errors.ts';
import type { CheckReport } from '../stack/local/check-local.ts';
import type { Client } from './client.ts';

/** Longest sentence of a part that is reported, in characters. */
const LONGEST = 2_000;

/** Shows a check beside its service. Where no Suture takes it, the report on the terminal is all there is. */
export async function reportCheck(
  client: Pick<Client, 'reportCheck'>,
  { service, commit, ok, parts }: CheckReport,
): Promise<void> {
  if (service === null) return;
  const said = parts.map(({ part, state, message, cause }) => ({
    part,
    state,
    message: (cause ?? message).slice(0, LONGEST),
  }));
  try {
    await client.reportCheck(service, { commit, ok, parts: said });
  } catch (error) {
    if (!(error instanceof SutureError)) throw error;
  }
}
