import { createBaseRouter } from '../../base-router.ts';
import type { AnsweredRequest } from '../../metrics/create-metrics.ts';
import type { AppParts } from '../../parts.ts';
import { createIntakeRoutes } from '../intake-routes.ts';

/** The ways in alone, as the process that takes reports answers them. */
export function createIntakeApp(parts: Omit<AppParts, 'feed'>, answered: (request: AnsweredRequest) => void) {
  return createBaseRouter(parts, answered).route('/', createIntakeRoutes(parts));
}
