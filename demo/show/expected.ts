import { productionValues, unmet } from '../../domain/expectation.ts';
import type { HttpProbe, ServiceDefinition } from '../../domain/service-definition.ts';
import type { Answer } from './api.ts';

/** True when the answer is what the probe expects in production. */
export function isExpected(answer: Answer, probe: HttpProbe, service: ServiceDefinition): boolean {
  return unmet(probe.expect, answer, productionValues(service)) === null;
}
