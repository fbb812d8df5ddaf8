import type { Standing, Standings } from '../../briefing/describe-state.ts';
import { Icon } from './icons.tsx';
import { Since } from './time.tsx';

/** Healing, worker and deploy: in view on every page. `standings` is null while the store does not answer. */
export function StateBar({ standings, now }: { standings: Standings | null; now: string }) {
  const unknown: Standing = { tone: 'bad', word: 'Unknown', detail: 'PostgreSQL does not answer' };
  const parts = standings ?? { healing: unknown, worker: unknown, deploy: unknown };
  return (
    <section id="state" class="state" aria-label="State of healing, worker and deploy" data-live>
      <Part name="Healing" standing={parts.healing} now={now} />
      <Part name="Worker" standing={parts.worker} now={now} />
      <Part name="Deploy" standing={parts.deploy} now={now} />
    </section>
  );
}

function Part({ name, standing, now }: { name: string; standing: Standing; now: string }) {
  const { tone, word, detail, since, link } = standing;
  return (
    <div class={`standing tone-${tone}`}>
      <Icon name={tone} />
      <p>
        <span class="standing-name">{name}</span> <strong>{word}</strong>{' '}
        <span class="standing-detail">
          {detail}
          {since && (
            <>
              {' '}
              <Since at={since} now={now} />
            </>
          )}
          {link && (
            <>
              {' · '}
              <a href={link.href}>{link.text}</a>
            </>
          )}
        </span>
      </p>
    </div>
  );
}
