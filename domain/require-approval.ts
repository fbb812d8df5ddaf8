import type { Candidate, Verdict } from './fix.ts';
import { describePowers } from './power.ts';
import type { FaultDefinition, FaultPolicy } from './service-definition.ts';

/**
 * Why a person must approve a proven fix before it is pushed, as a sentence; null when no one must. A fix with powers
 * needs a person under any policy.
 */
export function reasonForApproval(
  { approval }: Pick<FaultPolicy, 'approval'>,
  candidate: Pick<Candidate, 'provider' | 'templates' | 'rivals' | 'doubt'>,
  { powers = [] }: Pick<Verdict, 'powers'>,
): string | null {
  if (powers.length > 0) return `The fix newly ${describePowers(powers).join('; ')}.`;
  if (approval === true) return 'The policy asks for an approval.';
  if (approval === 'model' && isModelMade(candidate)) return 'A model made the fix.';
  return whyUndecided(candidate);
}

/** Why nothing but a person can decide about a change, as a sentence with the inputs on which others differ; null where the engine decided. */
export function whyUndecided({ rivals = [], doubt }: Pick<Candidate, 'rivals' | 'doubt'>): string | null {
  if (rivals.length === 0) return doubt ?? null;
  const doubted = doubt ? `${doubt} ` : '';
  const told = rivals.map(
    ({ input, here, there }) => `${input} gives ${here} with this one, ${there} with another`,
  );
  return `${doubted}Other changes pass the tests as well: ${told.join('; ')}.`;
}

/** True for the fix of a model, also when it comes back as a past fix. */
function isModelMade({ provider, templates }: Pick<Candidate, 'provider' | 'templates'>): boolean {
  return provider !== 'repair' && templates.length === 0;
}

/**
 * A fault's policy, with approval asked for where a setting wants it besides the policy itself.
 * @param approvalFor fault codes separated by commas, or `all`; undefined: the policy alone counts
 */
export function requireApproval(
  { code, policy }: Pick<FaultDefinition, 'code' | 'policy'>,
  approvalFor: string | undefined,
): FaultPolicy {
  const codes = codesIn(approvalFor);
  return codes.includes('all') || codes.includes(code) ? { ...policy, approval: true } : policy;
}

/**
 * The codes of the setting that no service declares; a person may have misspelt them.
 * @param known the codes of all attached services
 */
export function unknownApprovals(approvalFor: string | undefined, known: string[]): string[] {
  return codesIn(approvalFor).filter((code) => code !== 'all' && !known.includes(code));
}

function codesIn(approvalFor = ''): string[] {
  return approvalFor
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '');
}
