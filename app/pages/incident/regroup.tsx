import type { Viewer } from '../frame/frame.ts';
import { incidentPath, SIGN_IN } from '../frame/paths.ts';
import { Name } from './name-field.tsx';
import { Verbatim } from './section.tsx';

/** A person corrects which failures are one fault: both forms hold for failures from then on. */
export function Regroup({ id, viewer }: { id: string; viewer: Viewer }) {
  const path = incidentPath(id);
  return (
    <>
      {!viewer.mayAct && (
        <p>
          <a href={SIGN_IN}>Sign in</a> to correct the grouping.
        </p>
      )}
      <div class="halves">
        <form method="post" action={`${path}/merge`} class="stack">
          <h3>Merge</h3>
          <Name viewer={viewer} id="merge-by" />
          <label for="merge-into">The incident with the same mistake</label>
          <input
            id="merge-into"
            name="into"
            required
            maxlength={20}
            pattern="[A-Za-z]+-[0-9]+"
            placeholder="LIVE-0002"
          />
          <p>Failures of this fault count in that incident from now on.</p>
          <div>
            <button type="submit" class="button" disabled={!viewer.mayAct}>
              Merge the faults
            </button>
          </div>
        </form>
        <form method="post" action={`${path}/split`} class="stack">
          <h3>Split</h3>
          <Name viewer={viewer} id="split-by" />
          <p>
            Faults that were merged into this one count apart again. Where none was, failures with different
            messages count apart from now on.
          </p>
          <div>
            <button type="submit" class="button" disabled={!viewer.mayAct}>
              Split the fault
            </button>
          </div>
        </form>
      </div>
      <p>The same by commands:</p>
      <Verbatim
        label="Commands that correct the grouping"
        text={`suture merge ${id} <other incident>\nsuture split ${id}`}
      />
    </>
  );
}
