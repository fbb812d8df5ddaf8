import type { SystemState } from '../../../store/page/page-store.ts';
import { plural } from '../../briefing/words.ts';
import { INCIDENTS, RESET } from '../frame/paths.ts';

/** Asks for confirmation of a reset; shown as a page, or in a dialog over the list. */
export function ResetPage({ state, incidents }: { state: SystemState; incidents: number }) {
  const { open } = state;
  return (
    <section class="panel confirm" aria-labelledby="reset-title" data-fragment>
      <h1 id="reset-title">Reset all?</h1>
      <ul>
        <li>
          {open.length > 0
            ? `Cancels ${plural(open.length, 'running heal')}: ${open.map(({ id }) => id).join(', ')}.`
            : 'No heal is running.'}
        </li>
        <li>
          Deletes {plural(incidents, 'incident')} permanently, with timeline and attempts, and ends all
          cooldowns. Their links then show that they were deleted.
        </li>
        <li>
          Pushes the faulty code of every fault that has a baseline and rolls it out:{' '}
          <strong>the service will fail again</strong>.
        </li>
        <li>Keeps past fixes, runbooks and the numbers of the overview.</li>
      </ul>
      <p class="quiet">It takes about as long as a rollout. Healing is paused meanwhile.</p>
      <form method="post" action={RESET} class="choices">
        <button type="submit" class="button danger">
          Reset all
        </button>
        <a class="button" href={INCIDENTS} data-close>
          Keep everything
        </a>
      </form>
    </section>
  );
}
