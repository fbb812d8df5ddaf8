import type { Candidate, Verdict } from '../../../domain/fix.ts';
import type { AttemptRecord } from '../../../store/store.ts';
import type { Story } from '../../briefing/story.ts';
import { duration, plural, short, visible } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';
import { At } from '../frame/time.tsx';
import { Conversations } from './conversations.tsx';
import { DiffView } from './diff-view.tsx';
import { ProofSteps } from './proof-steps.tsx';
import type { DiffFile } from './read-diff.ts';
import { NotYet, Section } from './section.tsx';

export interface TriedProps {
  story: Story;
  /** The diff of each attempt, in their order. */
  diffs: DiffFile[][];
}

/** What was tried: each attempt with its fixes, and how each step of the proof judged them. */
export function Tried({ story, diffs }: TriedProps) {
  const { attempts, healRun, state } = story;
  const allowed = story.fault?.policy.attempts;
  return (
    <Section id="tried" title="What was tried">
      {attempts.length === 0 && <NotYet>No fix has been proposed so far.</NotYet>}
      {attempts.map((attempt, index) => (
        <article class="attempt" aria-label={`Attempt ${attempt.number} of run ${attempt.healRun}`}>
          <h3>
            Attempt {attempt.number}
            {allowed && attempt.healRun === healRun && ` of ${allowed}`}
            {healRun > 1 && ` · run ${attempt.healRun}`}
            <Outcome attempt={attempt} />
          </h3>
          <p class="quiet">
            {visible(attempt.proposal.provider)} · <At at={attempt.startedAt} now={state.now} /> ·{' '}
            {spent(attempt)}
          </p>
          {attempt.proposal.refusal && <p>{visible(attempt.proposal.refusal)}</p>}
          <Chosen attempt={attempt} diff={diffs[index] ?? []} />
          <Others attempt={attempt} />
          <Conversations
            conversations={story.conversations.filter(
              (each) => each.healRun === attempt.healRun && each.attempt === attempt.number,
            )}
          />
          {attempt.rejection && (
            <p class="tone-bad rejection">
              <Icon name="bad" /> {visible(attempt.rejection)}
            </p>
          )}
        </article>
      ))}
    </Section>
  );
}

function Outcome({ attempt: { chosen, rejection, verdicts, proposal } }: { attempt: AttemptRecord }) {
  if (rejection) return <span class="chip tone-bad">did not hold</span>;
  if (proposal.candidates.some(({ id, provider }) => id === chosen && provider === 'person')) {
    return <span class="chip tone-busy">changed by a person before the merge</span>;
  }
  if (chosen) return <span class="chip tone-good">proven</span>;
  if (proposal.candidates.length === 0) return <span class="chip tone-bad">nothing to propose</span>;
  const left = proposal.candidates.length - verdicts.length;
  return left > 0 ? (
    <span class="chip tone-busy">{plural(left, 'fix', 'fixes')} to prove</span>
  ) : (
    <span class="chip tone-bad">all refused</span>
  );
}

/** Time of the proofs, tokens and cost. */
function spent({ verdicts, proposal: { usage } }: AttemptRecord): string {
  const proofs = verdicts.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const tokens = usage
    ? `${(usage.inputTokens + usage.outputTokens).toLocaleString('en')} tokens`
    : 'no tokens';
  const cost = usage ? `$${usage.costUsd.toFixed(usage.costUsd < 0.1 ? 4 : 2)}` : 'no cost';
  return [...(verdicts.length > 0 ? [`proofs took ${duration(proofs)}`] : []), tokens, cost].join(' · ');
}

/** The fix that holds, else the one that was ranked first: the one whose diff is kept. */
function Chosen({ attempt, diff }: { attempt: AttemptRecord; diff: DiffFile[] }) {
  const { proposal, chosen, verdicts, commit } = attempt;
  const candidate = proposal.candidates.find(({ id }) => id === chosen) ?? proposal.candidates[0];
  if (!candidate) return null;
  const verdict = verdicts.find(({ candidateId }) => candidateId === candidate.id);
  return (
    <>
      <p class="rationale">
        {visible(candidate.rationale)} <Origin candidate={candidate} />
        {commit && (
          <span class="quiet">
            {' '}
            Commit <code>{short(commit)}</code>
          </span>
        )}
      </p>
      {diff.length > 0 ? (
        <DiffView files={diff} label={`Diff of attempt ${attempt.number}`} />
      ) : (
        <NotYet>Its diff is kept once it was put to the proof.</NotYet>
      )}
      {verdict && <ProofSteps verdict={verdict} />}
    </>
  );
}

function Origin({ candidate: { provider, templates, confidence } }: { candidate: Candidate }) {
  if (provider === 'person') return <span class="quiet">(as it was merged; not proven in the sandbox)</span>;
  const by = templates.length > 0 ? `${provider}: ${templates.join(' + ')}` : provider;
  return (
    <span class="quiet">
      ({visible(by)}, ranked at {Math.round(confidence * 100)} %)
    </span>
  );
}

/** The other fixes of the round, each with what became of it. */
function Others({ attempt: { proposal, verdicts, chosen } }: { attempt: AttemptRecord }) {
  const shown = proposal.candidates.find(({ id }) => id === chosen) ?? proposal.candidates[0];
  const others = proposal.candidates.filter((candidate) => candidate !== shown);
  if (others.length === 0) return null;
  const verdictOf = ({ id }: Candidate) => verdicts.find(({ candidateId }) => candidateId === id);
  const refused = others.filter((candidate) => verdictOf(candidate)).length;
  return (
    <details class="others">
      <summary>
        {plural(others.length, 'other fix', 'other fixes')}
        {refused > 0 && `, ${refused} refused by the proof`}
      </summary>
      <ol>
        {others.map((candidate) => (
          <Other candidate={candidate} verdict={verdictOf(candidate)} />
        ))}
      </ol>
    </details>
  );
}

function Other({ candidate, verdict }: { candidate: Candidate; verdict: Verdict | undefined }) {
  return (
    <li>
      <p>
        {visible(candidate.rationale)} <Origin candidate={candidate} />
      </p>
      {verdict ? <ProofSteps verdict={verdict} /> : <p class="quiet">Not put to the proof.</p>}
    </li>
  );
}
