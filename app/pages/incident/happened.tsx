import { curlOf } from '../../../domain/curl.ts';
import type { Failure, Observations } from '../../../domain/evidence.ts';
import { readable } from '../../../domain/readable.ts';
import type { Story } from '../../briefing/story.ts';
import { duration, elapsed, plural, shortClock, visible } from '../../briefing/words.ts';
import { Bars } from '../charts/bars.tsx';
import { ChartFigure } from '../charts/frame.tsx';
import { incidentPath } from '../frame/paths.ts';
import { At } from '../frame/time.tsx';
import { Facts, Section, Verbatim } from './section.tsx';

/** What happened: how often, how it looked, how to see it again. */
export function Happened({ story, base }: { story: Story; base: string }) {
  const { incident, request, history, analysis, state } = story;
  const { symptoms, breadcrumbs } = incident;
  const reasons = Object.entries(
    (breadcrumbs.metric_snapshot.occurrences_by_reason ?? {}) as Record<string, number>,
  );
  return (
    <Section id="happened" title="What happened">
      <div class="halves">
        <Facts
          facts={[
            ['Affected', plural(symptoms.affected_requests, 'request')],
            ...(history
              ? ([
                  ['First', <At at={history.first} now={state.now} />],
                  ['Last', <At at={history.last} now={state.now} />],
                ] as [string, unknown][] as [string, string][])
              : []),
            ['Latency, p95', duration(symptoms.latency_p95 * 1_000)],
            ['Reasons', reasons.map(([reason, count]) => `${visible(reason)} × ${count}`).join(', ') || '–'],
          ]}
        />
        {history && history.buckets.length > 1 && <Frequency history={history} now={state.now} />}
      </div>
      {request && (
        <>
          <h3>The failing request</h3>
          <Verbatim label="The failing request, for a shell" text={visible(curlOf(request, base))} />
          <p>
            <a href={`${incidentPath(incident.id)}/recording`}>Exactly what was sent</a>
          </p>
        </>
      )}
      {analysis && (
        <>
          <h3>
            Seen again in the sandbox{' '}
            <span class="quiet">
              {plural(
                analysis.evidence.failures.reduce((sum, { count }) => sum + count, 0),
                'failure',
              )}{' '}
              in {plural(analysis.evidence.runs, 'run')}
            </span>
          </h3>
          {analysis.evidence.failures.map((failure) => (
            <FailureView failure={failure} />
          ))}
          <Seen observations={analysis.evidence.observations} />
        </>
      )}
      <h3>Log lines</h3>
      <Verbatim
        label="The latest log lines"
        text={breadcrumbs.recent_logs.map(visible).join('\n') || 'No line is kept.'}
      />
      {breadcrumbs.correlated_events.length > 0 && (
        <>
          <h3>At the same time</h3>
          <ul>
            {breadcrumbs.correlated_events.map((event) => (
              <Correlated event={event} now={state.now} />
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

/** `LIVE-0001 FAULT_X opened 2026-01-31T14:05:09.123Z`, with a link and a shorter time. */
function Correlated({ event, now }: { event: string; now: string }) {
  const [, id, text, at] = /^(LIVE-\d+) (.*) (\S+Z)$/.exec(event) ?? [];
  if (!id || !text || !at) return <li>{visible(event)}</li>;
  return (
    <li>
      <a href={incidentPath(id)}>{id}</a> {visible(text)} <At at={at} now={now} />
    </li>
  );
}

function Frequency({ history, now }: { history: NonNullable<Story['history']>; now: string }) {
  const { buckets, seconds } = history;
  const every = `every ${elapsed(seconds * 1_000)}`;
  const bars = buckets.map(({ at, count }) => ({
    key: at,
    label: shortClock(at, now),
    value: count,
    title: `${shortClock(at, now)}: ${plural(count, 'failure')}`,
  }));
  return (
    <ChartFigure
      title="Failures"
      note={every}
      numbers={{
        caption: `Failures ${every}`,
        columns: ['From', 'Failures'],
        rows: buckets.map(({ at, count }) => [shortClock(at, now), count]),
      }}
    >
      <Bars
        bars={bars}
        label={`Failures ${every}, ${buckets.length} bars`}
        format={(value) => String(value)}
        whole
      />
    </ChartFigure>
  );
}

function FailureView({ failure }: { failure: Failure }) {
  const { count, status, reason, message, errorClass, sqlstate, hint, statement, latencyMs, frames } =
    failure;
  const facts: [string, string][] = [
    ['Count', String(count)],
    ...(status !== null ? [['Answer', String(status)] as [string, string]] : []),
    ...(reason ? [['Reason', visible(reason)] as [string, string]] : []),
    ...(errorClass ? [['Error', visible(errorClass)] as [string, string]] : []),
    ...(sqlstate ? [['SQLSTATE', sqlstate] as [string, string]] : []),
    ...(latencyMs !== null ? [['Latency', duration(latencyMs)] as [string, string]] : []),
    ...(hint ? [['Hint', visible(hint)] as [string, string]] : []),
  ];
  return (
    <div class="failure">
      <p>
        <strong>{visible(readable(message))}</strong>
      </p>
      <Facts facts={facts} />
      {readable(message) !== message && <Verbatim label="The answer" text={visible(message)} />}
      {statement && <Verbatim label="The statement" text={visible(statement)} />}
      {frames.length > 0 && (
        <p class="quiet">
          at{' '}
          {frames.slice(0, 4).map(({ path, line, symbol }, index) => (
            <>
              {index > 0 && ', '}
              <code>
                {visible(path)}:{line}
              </code>
              {symbol && ` in ${visible(symbol)}`}
            </>
          ))}
        </p>
      )}
    </div>
  );
}

/** What the witnesses saw on the wire. */
function Seen({ observations: { upstreams, statements } }: { observations: Observations }) {
  if (upstreams.length + statements.length === 0) return null;
  return (
    <details>
      <summary>What the witnesses saw on the wire</summary>
      <ul>
        {upstreams.map(({ name, calls, maxLatencyMs, statuses, samples }) => (
          <li>
            {visible(name)}: {plural(calls, 'call')}, at most {duration(maxLatencyMs)}, answered{' '}
            {Object.entries(statuses)
              .map(([status, count]) => `${status} × ${count}`)
              .join(', ') || 'nothing'}
            {samples.length > 0 && (
              <>
                , such as{' '}
                {samples.slice(0, 2).map((sample) => (
                  <code>{visible(sample)} </code>
                ))}
              </>
            )}
          </li>
        ))}
        {statements.map(({ text, count, outcome, sqlstate, maxLatencyMs }) => (
          <li>
            <code>{visible(text)}</code> {outcome} × {count}
            {sqlstate && ` (${sqlstate})`}, at most {duration(maxLatencyMs)}
          </li>
        ))}
      </ul>
    </details>
  );
}
