import { isDeepStrictEqual } from 'node:util';
import type { HttpProbe, ServiceDefinition } from '../../domain/service-definition.ts';
import type { Answer } from './api.ts';

/** True when the answer is what the probe wants in production, its varied values at their production value. */
export function isExpected(answer: Answer, probe: HttpProbe, service: ServiceDefinition): boolean {
  if (answer.status !== probe.expect.status) return false;
  if (probe.expect.body === undefined) return true;
  return isDeepStrictEqual(answer.body, fill(probe.expect.body, service));
}

function fill(value: unknown, service: ServiceDefinition): unknown {
  if (typeof value === 'string' && value.startsWith('$')) {
    return service.vary[value.slice(1)]?.production ?? value;
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, service));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, service)]));
  }
  return value;
}
