import type { Rung, Verdict } from '../../domain/fix.ts';
import type { GoodAnswer, NearAnswers, Unasked } from '../../domain/ports/prover.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';
import type { Climbed } from './climb.ts';
import type { OwnTests } from './compare-tests.ts';

export interface Asked extends Omit<Climbed, 'unasked' | 'addedTest'> {
  fault: FaultDefinition;
  steps: Verdict['steps'];
  /** The good requests that were asked; undefined in a reproduction from before they were. */
  good: GoodAnswer[] | undefined;
  /** And those beside the failing one; undefined as well where a right answer is declared. */
  near: NearAnswers | undefined;
  /** What of it had no answer, of the unchanged service and of the changed one. */
  unasked?: Unasked[];
}

/** How far a proof reaches: what holds, and what could not be asked, from the weakest to the strongest. */
export function rungsOf({
  fault,
  steps,
  good = [],
  near,
  unasked = [],
  tests,
  openapi,
  kind,
}: Asked): Rung[] {
  const step = (name: string) => steps.find((each) => each.name === name);
  const passed = step('probe')?.passed ?? null;
  const types = step('types');
  const declared = fault.probe.kind === 'command' || fault.probe.expect !== null;
  const effects = step('side_effects');
  const asked = good.length + (near?.good.length ?? 0);
  // Of what a busy machine left open nothing holds.
  const isOpen = asked === 0 || (effects?.passed === true && unasked.some(({ busy }) => busy.length > 0));
  return [
    {
      rung: 1,
      name: 'the failure is gone',
      held: passed,
      detail: [step('probe')?.detail ?? 'not asked', ...(kind ? [kind] : [])].join('; '),
    },
    ownRung(types, tests),
    {
      rung: 3,
      name: 'good requests are answered alike',
      held: !isOpen && effects ? effects.passed : null,
      detail: [
        asked > 0 ? describeGood(good.length, near) : 'no good request of this route is known',
        ...describeUnasked(unasked),
      ].join('; '),
    },
    {
      rung: 4,
      name: 'the answer conforms to OpenAPI',
      held: openapi?.held ?? null,
      detail: openapi?.detail ?? 'not asked',
    },
    {
      rung: 5,
      name: 'the answer is the declared one',
      held: declared ? passed : null,
      detail: declared ? 'a right answer is declared' : 'nobody declared what is right',
    },
  ];
}

function describeGood(recorded: number, near: NearAnswers | undefined): string {
  const made = near?.good.length ?? 0;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  return [
    ...(recorded > 0 ? [count(recorded, 'recorded request')] : ['no good request is recorded']),
    ...(made > 0 ? [`${count(made, 'request')} that differ from the failing one in one value`] : []),
    ...(near?.varied ? ['the failing request with other values'] : []),
  ].join('; ');
}

function describeUnasked(unasked: Unasked[]): string[] {
  const what = [...new Set(unasked.flatMap((one) => one.what))];
  return what.length > 0 ? [`could not be asked: ${what.join(', ')}`] : [];
}

/** The service's own checks: neither may fail, and one must have been asked. */
function ownRung(types: Verdict['steps'][number] | undefined, tests: OwnTests | undefined): Rung {
  const typed = types && types.detail !== 'not configured' ? types.passed : null;
  const tested = tests?.held ?? null;
  const asked = [typed, tested].filter((each) => each !== null);
  return {
    rung: 2,
    name: 'the type check and the tests pass as before',
    held: asked.length > 0 ? asked.every(Boolean) : null,
    detail: `type check: ${types?.detail ?? 'not asked'}; tests: ${tests?.detail ?? 'not asked'}`,
  };
}
