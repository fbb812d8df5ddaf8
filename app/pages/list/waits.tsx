import type { CurrentState } from '../../briefing/read-state.ts';
import { type ShownWait, waitsOf } from '../../briefing/waits.ts';
import { shortClock } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';
import { incidentPath } from '../frame/paths.ts';
import { At, Since } from '../frame/time.tsx';

/** What heals wait for now: whom, for what, and since when. */
export function Waits({ state }: { state: CurrentState }) {
  const waits = waitsOf(state);
  if (waits.length === 0) return null;
  return (
    <section class="panel waits" aria-labelledby="waits-title">
      <h2 id="waits-title">What waits</h2>
      <ul>
        {waits.map((wait) => (
          <Row wait={wait} now={state.now} />
        ))}
      </ul>
    </section>
  );
}

function Row({ wait, now }: { wait: ShownWait; now: string }) {
  const { incidentId, kind, on, what, since, until, url } = wait;
  return (
    <li class="tone-wait">
      <Icon name={kind === 'person' ? 'ask' : 'wait'} />
      <span>
        <a href={incidentPath(incidentId)}>{incidentId}</a> waits for <strong>{on}</strong> since{' '}
        <At at={since} now={now} />{' '}
        <span class="quiet">
          (<Since at={since} now={now} />)
        </span>
        : {what}
        {until && ` Continues at ${shortClock(until, now)} UTC.`}
        {url && (
          <>
            {' '}
            <a class="out" href={url}>
              {kind === 'person' ? 'Pull request' : 'Open'} <Icon name="out" />
            </a>
          </>
        )}
      </span>
    </li>
  );
}
