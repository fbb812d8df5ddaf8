import type { DeletedIncident } from '../../../store/page/page-store.ts';
import { clock, visible } from '../../briefing/words.ts';
import { INCIDENTS } from '../frame/paths.ts';

/** For a link that outlived its incident. */
export function DeletedPage({ id, deleted }: { id: string; deleted: DeletedIncident }) {
  return (
    <section class="panel confirm">
      <h1>
        {id} was deleted by reset {deleted.resetId}
      </h1>
      <p>
        It happened at <time datetime={deleted.deletedAt}>{clock(deleted.deletedAt)}</time>
        {deleted.requestedBy && <>, asked for by {visible(deleted.requestedBy)}</>}. A reset deletes every
        incident with its timeline and puts the faulty code back. Its number is not used again.
      </p>
      <p>
        <a class="button" href={INCIDENTS}>
          See the incidents that there are
        </a>
      </p>
    </section>
  );
}

export function UnknownPage({ id }: { id: string }) {
  return (
    <section class="panel confirm">
      <h1>There is no incident {visible(id)}</h1>
      <p>There never was one by that name. An incident is called LIVE- and a number, such as LIVE-0001.</p>
      <p>
        <a class="button" href={INCIDENTS}>
          See the incidents that there are
        </a>
      </p>
    </section>
  );
}
