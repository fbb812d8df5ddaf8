import { visible } from '../../briefing/words.ts';
import type { DiffFile, DiffLine } from './read-diff.ts';

const MARK = { same: ' ', added: '+', removed: '−' };

/** A diff as text that can be read and copied; signs, not only colours, mark added and removed lines. */
export function DiffView({ files, label }: { files: DiffFile[]; label: string }) {
  return (
    <div class="diff">
      {files.map(({ path, added, removed, hunks }) => (
        <figure aria-label={`${label}: ${visible(path)}`}>
          <figcaption>
            <code>{visible(path)}</code>
            <span class="added">+{added}</span>
            <span class="removed">−{removed}</span>
          </figcaption>
          <section class="scroll" tabindex={0} aria-label={`Changes in ${visible(path)}`}>
            {hunks.map(({ heading, lines }) => (
              <code class="hunk">
                <span class="line heading">{heading}</span>
                {lines.map((line) => (
                  <Line line={line} />
                ))}
              </code>
            ))}
          </section>
        </figure>
      ))}
    </div>
  );
}

function Line({ line: { kind, before, after, tokens } }: { line: DiffLine }) {
  return (
    <span class={`line ${kind}`}>
      <span class="at" aria-hidden="true">
        {before}
      </span>
      <span class="at" aria-hidden="true">
        {after}
      </span>
      <span class="mark">{MARK[kind]}</span>
      <span class="text">
        {tokens.map(({ text, class: name }) =>
          name ? <span class={name}>{visible(text)}</span> : visible(text),
        )}
      </span>
    </span>
  );
}
