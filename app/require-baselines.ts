import { SutureError } from '../domain/errors.ts';
import { keepsBaselines } from '../domain/service.ts';
import type { AppParts } from './parts.ts';

/**
 * Lets a reset pass where it can restore something. It makes a service fail again on purpose, which only a demonstration
 * asks for by declaring baselines.
 * @throws SutureError `no_baseline`
 */
export async function requireBaselines({
  listServices,
}: Pick<AppParts['store'], 'listServices'>): Promise<void> {
  if ((await listServices()).some(keepsBaselines)) return;
  throw new SutureError(
    'no_baseline',
    'No attached service declares a baselineFile for a fault, so there is nothing to reset. A reset is for demonstrations; retry or cancel single incidents instead.',
    { benign: true },
  );
}
