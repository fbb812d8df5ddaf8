import { describe, expect, it } from 'vitest';
import type { Power } from './power.ts';
import { reasonForApproval, requireApproval, unknownApprovals, whyUndecided } from './require-approval.ts';
import { FaultPolicy, parseDefinition } from './service-definition.ts';

const { faults } = parseDefinition({
  name: 'shop',
  faults: ['FAULT_ONE', 'FAULT_TWO', 'FAULT_THREE'].map((code) => ({
    code,
    title: 'A thing is broken',
    route: '/things',
    allowedFiles: ['src/one.ts'],
    probe: { request: { method: 'GET', path: '/things' }, expect: { status: 200 } },
    policy: { approval: code === 'FAULT_THREE' },
  })),
});
/** The codes that need an approval under a setting. */
const asked = (approvalFor: string | undefined) =>
  faults.filter((fault) => requireApproval(fault, approvalFor).approval === true).map(({ code }) => code);

describe('APPROVAL_FOR', () => {
  it.each([
    ['nothing', undefined, ['FAULT_THREE']],
    ['an empty text', '', ['FAULT_THREE']],
    ['one code', 'FAULT_ONE', ['FAULT_ONE', 'FAULT_THREE']],
    ['several codes with spaces', ' FAULT_TWO , FAULT_ONE,', ['FAULT_ONE', 'FAULT_TWO', 'FAULT_THREE']],
    ['all', 'all', ['FAULT_ONE', 'FAULT_TWO', 'FAULT_THREE']],
    ['an unknown code', 'FAULT_OTHER', ['FAULT_THREE']],
  ])('as %s adds approvals to those of the policies', (_, setting, expected) => {
    expect(asked(setting)).toEqual(expected);
  });

  it('leaves the rest of a policy as it is', () => {
    const [fault] = faults;
    if (!fault) throw new Error('the definition has no fault');
    expect(requireApproval(fault, 'all')).toEqual({ ...fault.policy, approval: true });
  });

  it('reports codes that no service declares', () => {
    expect(unknownApprovals('all,FAULT_ONE,FAULT_MISSPELT', ['FAULT_ONE'])).toEqual(['FAULT_MISSPELT']);
  });
});

describe('a proven fix', () => {
  const power: Power = {
    kind: 'host',
    what: 'sends requests to elsewhere.example',
    where: 'src/one.ts:3',
    refused: false,
    seen: 'syntax',
  };
  const byTemplate = { provider: 'repair', templates: ['missing-await'] };
  const byModel = { provider: 'claude', templates: [] };
  const modelsPastFix = { provider: 'memory', templates: [] };

  it.each([
    [false, byTemplate, [], null],
    [false, byModel, [], null],
    ['model', byTemplate, [], null],
    ['model', byModel, [], 'A model made the fix.'],
    ['model', modelsPastFix, [], 'A model made the fix.'],
    [true, byTemplate, [], 'The policy asks for an approval.'],
    [false, byTemplate, [power], 'The fix newly sends requests to elsewhere.example (src/one.ts:3).'],
  ] as const)(
    'under the policy %j, made by %j, with powers %j, asks a person: %j',
    (approval, by, powers, reason) => {
      expect(
        reasonForApproval({ approval }, { ...by, templates: [...by.templates] }, { powers: [...powers] }),
      ).toBe(reason);
    },
  );

  it('waits for a person where others pass and answer differently, under any policy', () => {
    expect(
      reasonForApproval(
        { approval: false },
        { ...byTemplate, doubt: 'It may fit the tests alone.' },
        { powers: [] },
      ),
    ).toBe('It may fit the tests alone.');
    const rivals = [{ candidateId: 'c2', input: 'share(0)', here: '0', there: 'NaN' }];
    expect(reasonForApproval({ approval: false }, { ...byTemplate, rivals }, { powers: [] })).toBe(
      'Other changes pass the tests as well: share(0) gives 0 with this one, NaN with another.',
    );
    const two = [...rivals, { candidateId: 'c3', input: 'share(1)', here: '1', there: '2' }];
    expect(whyUndecided({ rivals: two })).toContain('NaN with another; share(1) gives 1 with this one');
    expect(whyUndecided({ rivals, doubt: 'It spoils one.' })).toMatch(/^It spoils one. Other changes/);
    expect(whyUndecided({})).toBeNull();
  });

  it('of a model waits for a person by default', () => {
    expect(FaultPolicy.parse({}).approval).toBe('model');
  });
});
