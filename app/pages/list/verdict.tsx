import type { ListPage } from '../../../store/page/page-store.ts';
import { judge } from '../../briefing/judge.ts';
import type { CurrentState } from '../../briefing/read-state.ts';
import { visible } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';
import { incidentPath } from '../frame/paths.ts';

/** The sentence to read first. */
export function Verdict({ counts, state }: { counts: ListPage['counts']; state: CurrentState }) {
  const { tone, icon, word, text, about } = judge(counts, state);
  return (
    <section class={`verdict tone-${tone}`} aria-label="In short">
      <Icon name={icon} />
      <div>
        <p class="verdict-word">{word}</p>
        <p class="quiet">
          {text}
          {about.map((each, index) => (
            <>
              {index > 0 ? ', ' : ' '}
              <a href={incidentPath(each.id)}>{each.id}</a> ({visible(each.text)})
            </>
          ))}
        </p>
      </div>
    </section>
  );
}
