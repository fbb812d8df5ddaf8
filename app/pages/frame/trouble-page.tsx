import { INCIDENTS } from './paths.ts';

/** What is shown while PostgreSQL is away. The page asks again by itself. */
export function StoreAwayPage() {
  return (
    <section class="panel confirm">
      <h1>PostgreSQL does not answer</h1>
      <p>
        There is nothing to show until it does. Failing requests are kept and recorded later; heals wait where
        they are, and none is lost.
      </p>
      <p class="quiet">
        This page asks again by itself. Check that PostgreSQL runs and that DATABASE_URL names it.
      </p>
    </section>
  );
}

export function TroublePage({ title, text }: { title: string; text: string }) {
  return (
    <section class="panel confirm">
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a class="button" href={INCIDENTS}>
          Back to the incidents
        </a>
      </p>
    </section>
  );
}
