import type { FaultDefinition, FaultPolicy } from './service-definition.ts';

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
