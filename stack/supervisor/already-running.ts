import { SutureError } from '../../domain/errors.ts';
import type { ProcessIdentity } from '../../platform/process-identity.ts';
import { readRecord, type StateFolder } from '../state.ts';

/** Why a second stack does not start in the same folder: who runs, where, and how to stop it. */
export function alreadyRunning(state: StateFolder, holder: ProcessIdentity): SutureError {
  const record = readRecord(state);
  const app = record?.ready && record.supervisor.pid === holder.pid ? record.addresses.app : undefined;
  const where = app ? `The app is at ${app}.` : 'It is still starting.';
  return new SutureError(
    'already_running',
    `A stack already runs from ${state.root} (process ${holder.pid}). ${where} Stop it with: kill ${holder.pid}`,
    { details: { pid: holder.pid, addresses: record?.addresses ?? {} } },
  );
}
