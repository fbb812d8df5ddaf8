import type { Answer } from '../../briefing/answer.ts';
import type { Story } from '../../briefing/story.ts';
import { notedWait } from '../../briefing/waits.ts';
import { short } from '../../briefing/words.ts';
import type { Viewer } from '../frame/frame.ts';
import { INCIDENTS, incidentPath, SIGN_IN } from '../frame/paths.ts';
import { Name } from './name-field.tsx';
import { Section, Verbatim } from './section.tsx';

export interface AskedProps {
  story: Story;
  answer: Answer;
  viewer: Viewer;
}

/** The decision that is asked of the reader, with its buttons. */
export function Asked({ story, answer, viewer }: AskedProps) {
  const { phase } = story.incident;
  const isClosed = notedWait(story.state, story.incident.id)?.step === 'closed';
  const waits = phase === 'detected' || phase === 'cooling_down';
  return (
    <Section id="asked" title="What is asked of you">
      <p>
        <strong>{answer.word}.</strong> {answer.text}
        {answer.link && (
          <>
            {' '}
            <a href={answer.link.href}>{answer.link.href}</a>
          </>
        )}
      </p>
      {!viewer.mayAct && (
        <p>
          <a href={SIGN_IN}>Sign in</a> to decide.
        </p>
      )}
      {phase === 'awaiting_approval' && <Decision story={story} viewer={viewer} />}
      {(phase === 'failed' || phase === 'rolled_back' || phase === 'cancelled' || isClosed) && (
        <Retry story={story} viewer={viewer} />
      )}
      {waits && story.state.healing.paused && (
        <form method="post" action={`${INCIDENTS}/revive-healing`} class="control">
          <button type="submit" class="button primary" disabled={!viewer.mayAct}>
            Revive healing
          </button>
          <p>Wakes every heal that waits, this one included.</p>
        </form>
      )}
      {phase === 'resolved' && story.commit && (
        <RollBack story={story} viewer={viewer} commit={story.commit} />
      )}
    </Section>
  );
}

/** The decision carries a name, and a rejection its reason, since the next attempt gets it. */
function Decision({ story, viewer }: Omit<AskedProps, 'answer'>) {
  const path = incidentPath(story.incident.id);
  return (
    <div class="halves">
      <form method="post" action={`${path}/approve`} class="stack">
        <h3>Approve</h3>
        <Name viewer={viewer} id="approve-by" />
        <label for="approve-reason">
          Remark <span class="quiet">(optional)</span>
        </label>
        <input id="approve-reason" name="reason" maxlength={2000} />
        <p>
          Commits this diff, rolls it out, and verifies it. It is rolled back automatically when it does not
          hold.
        </p>
        <div>
          <button type="submit" class="button primary" disabled={!viewer.mayAct}>
            Approve the fix
          </button>
        </div>
      </form>
      <form method="post" action={`${path}/reject`} class="stack">
        <h3>Reject</h3>
        <Name viewer={viewer} id="reject-by" />
        <label for="reject-reason">Reason</label>
        <textarea id="reject-reason" name="reason" required maxlength={2000} rows={3} />
        <p>The next attempt gets the reason. After the last attempt the incident needs a person.</p>
        <div>
          <button type="submit" class="button danger" disabled={!viewer.mayAct}>
            Reject the fix
          </button>
        </div>
      </form>
    </div>
  );
}

function Retry({ story, viewer }: Omit<AskedProps, 'answer'>) {
  return (
    <form method="post" action={`${incidentPath(story.incident.id)}/retry`} class="stack">
      <Name viewer={viewer} id="retry-by" />
      <div>
        <button type="submit" class="button primary" disabled={!viewer.mayAct}>
          Retry the heal
        </button>
      </div>
      <p>Starts a new run with all its attempts on what is on the branch now. What was tried stays here.</p>
    </form>
  );
}

function RollBack({ story, viewer, commit }: Omit<AskedProps, 'answer'> & { commit: string }) {
  return (
    <details>
      <summary>Roll the fix back</summary>
      <form method="post" action={`${incidentPath(story.incident.id)}/rollback`} class="stack">
        <Name viewer={viewer} id="rollback-by" />
        <label for="rollback-reason">
          Reason <span class="quiet">(optional)</span>
        </label>
        <input id="rollback-reason" name="reason" maxlength={2000} />
        <p>Reverts commit {short(commit)} on the branch and rolls that out. The fault will show again.</p>
        <div>
          <button type="submit" class="button danger" disabled={!viewer.mayAct}>
            Roll the fix back
          </button>
        </div>
      </form>
      <p>The same by hand:</p>
      <Verbatim label="Commands that roll the fix back" text={`git revert ${short(commit)}\ngit push`} />
    </details>
  );
}
