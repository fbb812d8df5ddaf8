import { readable } from '../../../domain/readable.ts';
import type { Story } from '../../briefing/story.ts';
import { short, visible } from '../../briefing/words.ts';
import { incidentPath } from '../frame/paths.ts';
import { NotYet, Section, Verbatim } from './section.tsx';

/** What was found: the root cause with its confidence, and what was known of such faults. */
export function Found({ story: { incident, analysis } }: { story: Story }) {
  const cause = incident.root_cause;
  const percent = cause && Math.round(cause.confidence_score * 100);
  return (
    <Section id="found" title="What was found">
      {cause ? (
        <>
          <p class="cause">{visible(readable(cause.explanation))}</p>
          <p class="confidence">
            <meter min={0} max={100} value={percent ?? 0} aria-label="Confidence">
              {percent} %
            </meter>{' '}
            <span>
              {percent} % sure, says <strong>{visible(cause.source)}</strong>
              {analysis && (
                <>
                  , from what failed on <code>{short(analysis.evidence.commit)}</code>
                </>
              )}
            </span>
          </p>
        </>
      ) : (
        <NotYet>The root cause appears with the first proposed fixes.</NotYet>
      )}
      {analysis && (
        <>
          <h3>Runbooks and past fixes that were retrieved</h3>
          {analysis.knowledge.length === 0 && <NotYet>Nothing that is known resembles it.</NotYet>}
          {analysis.knowledge.map((hit) => (
            <details class="hit">
              <summary>
                <span class="chip">{hit.kind === 'fix' ? 'past fix' : 'runbook'}</span> {visible(hit.title)}
              </summary>
              {hit.fix && (
                <p>
                  {hit.fix.rolledBack ? 'Tried in' : 'Healed'}{' '}
                  <a href={incidentPath(hit.fix.incidentId)}>{hit.fix.incidentId}</a>:{' '}
                  {visible(hit.fix.rationale)}
                </p>
              )}
              {hit.fix?.rolledBack && (
                <p>
                  Rolled back{hit.fix.rolledBack.by && ` by ${visible(hit.fix.rolledBack.by)}`}:{' '}
                  {visible(hit.fix.rolledBack.why)}
                </p>
              )}
              <Verbatim label={visible(hit.title)} text={visible(hit.excerpt)} />
            </details>
          ))}
        </>
      )}
    </Section>
  );
}
