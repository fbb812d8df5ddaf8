import { isUndeclared } from './discovered-fault.ts';
import type { Verdict } from './fix.ts';
import type { FaultDefinition, ServiceDefinition } from './service-definition.ts';

/**
 * How a proven fix leaves: as `deliver` says, but a push needs a proof that reaches the rung of `policy.pushFrom`. Less far, the fix
 * goes before a person.
 */
export function deliveryOf(
  { deliver }: Pick<ServiceDefinition, 'deliver'>,
  fault: Pick<FaultDefinition, 'probe' | 'policy'>,
  verdict: Pick<Verdict, 'rungs'> | undefined,
): ServiceDefinition['deliver'] {
  if (deliver !== 'push') return deliver;
  return reachedRung(fault, verdict) >= fault.policy.pushFrom ? 'push' : 'review';
}

/** The highest rung of a proof that holds; a verdict from before there was a ladder is taken for what its probe declares. */
function reachedRung(
  fault: Pick<FaultDefinition, 'probe'>,
  verdict: Pick<Verdict, 'rungs'> | undefined,
): number {
  if (!verdict?.rungs) return isUndeclared(fault) ? 1 : 5;
  return Math.max(0, ...verdict.rungs.filter(({ held }) => held === true).map(({ rung }) => rung));
}
