import type { Candidate } from '../../domain/fix.ts';
import { type AskedContext, isWorse } from './answer-signs.ts';
import { distinction } from './distinction.ts';
import { type Group, isDecided, type Plausible } from './weigh.ts';

/** A change that passes, and the candidate that it becomes. */
export interface Offered extends Plausible {
  candidate: Candidate;
}

/** What a person reads where nothing else passes, but too little speaks for what does. */
const DOUBT = 'The change passes the tests, but changes of its kind often fit the visible tests alone.';
/** Other ways to behave that a person is shown. */
const SHOWN = 3;

/**
 * The best of each group, then the rest. Where nothing decides, each says on which inputs others differ from it. Where the
 * first group is decided for, the others still say so: it is their turn only if that one does not hold.
 */
export function offer(
  groups: readonly Group<Offered>[],
  asked: Pick<AskedContext, 'calls' | 'before'>,
): Candidate[] {
  const decided = isDecided(groups);
  const leaders = groups.flatMap(({ members: [leader] }) => leader ?? []);
  const listed = groups.map(({ members, share, spoils }, rank) => {
    const others = rank === 0 ? leaders.slice(1, SHOWN + 1) : leaders.slice(0, 1);
    return members.map((member, at): Candidate => {
      const confidence = Math.min(0.97, share) * (at === 0 ? 1 : 0.9);
      const candidate = { ...member.candidate, confidence };
      if (decided && rank === 0) return candidate;
      const rivals = others.flatMap((other) => {
        const told = distinction(member.answers, other.answers, asked.calls);
        return told ? [{ candidateId: other.candidate.id, ...told }] : [];
      });
      const doubt = spoils ? spoiltBy(member, asked) : rivals.length === 0 ? doubtOf(member) : undefined;
      return { ...candidate, ...(rivals.length > 0 && { rivals }), ...(doubt && { doubt }) };
    });
  });
  return [...listed.flatMap(([leader]) => leader ?? []), ...listed.flatMap(([, ...rest]) => rest)];
}

function doubtOf({ signs: { quoted } }: Offered): string {
  return quoted ? `The change passes the tests, but writes ${quoted}, which only the tests know.` : DOUBT;
}

/** On which input a change spoils an answer, as a sentence. */
function spoiltBy({ answers }: Offered, { calls, before }: Pick<AskedContext, 'calls' | 'before'>): string {
  const worse = calls.map((_, at) => at).filter((at) => isWorse(answers[at] ?? '', before[at] ?? ''));
  const of = <T>(list: readonly T[]) => worse.flatMap((at) => list[at] ?? []);
  const told = distinction(of(answers), of(before), of(calls));
  return told
    ? `The change spoils an answer: ${told.input} gave ${told.there}, and gives ${told.here} with it.`
    : DOUBT;
}
