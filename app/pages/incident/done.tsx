import { readable } from '../../../domain/readable.ts';
import { type Story, textOf } from '../../briefing/story.ts';
import { duration, plural, short, visible } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';
import { commitLink } from './links.ts';
import { Facts, NotYet, Section } from './section.tsx';

/** What was done to production: the commit, its rollout, and the probes before and after. */
export function Done({ story }: { story: Story }) {
  const { commit, incident, run, repository } = story;
  if (!commit) {
    return (
      <Section id="done" title="What was done">
        <NotYet>Nothing yet: production is as it was. A fix is committed only when it is proven.</NotYet>
      </Section>
    );
  }
  const parameters = incident.remediation?.parameters ?? {};
  const link = commitLink(repository, commit);
  const files = Array.isArray(parameters.files) ? parameters.files.map(String) : [];
  const stages = stagesOf(story);
  const reverted = run.findLast(({ message }) => message.startsWith('Reverted by'));
  return (
    <Section id="done" title="What was done">
      <Facts
        facts={[
          ['Commit', <code>{link ? <a href={link.href}>{short(commit)}</a> : short(commit)}</code>],
          ['Changes', files.map(visible).join(', ') || '–'],
          ['Because', visible(textOf(parameters.rationale) ?? '–')],
          ['Rollout', <RolloutFact story={story} />],
        ]}
      />
      {stages.length > 0 && (
        <p class="quiet">Pipeline: {stages.map(({ kind, ms }) => `${kind} ${duration(ms)}`).join(', ')}</p>
      )}
      {reverted && (
        <p class="tone-bad">
          <Icon name="bad" /> {visible(reverted.message)}
        </p>
      )}
      <Probes story={story} />
    </Section>
  );
}

function RolloutFact({ story: { run, runUrl, commit, state } }: { story: Story }) {
  const moved = run.findLast(({ to_phase }) => to_phase === 'verifying');
  const failed = state.rollout.last?.commit === commit && state.rollout.last?.status === 'failure';
  const word = failed ? 'failed' : moved ? 'live' : 'under way';
  return <>{runUrl ? <a href={runUrl}>{word}, pipeline run</a> : word}</>;
}

function stagesOf({ run }: Story): { kind: string; ms: number }[] {
  const work = run.findLast(({ to_phase }) => to_phase === 'verifying')?.data.work;
  if (!Array.isArray(work)) return [];
  return work.flatMap(({ kind, ms }) =>
    typeof kind === 'string' && typeof ms === 'number' ? [{ kind, ms }] : [],
  );
}

/** The same request before, in the sandbox, and after, in production. */
function Probes({ story: { analysis, incident } }: { story: Story }) {
  const { verification } = incident;
  const before = (analysis?.evidence.failures ?? []).flatMap(({ count, latencyMs, message }) => ({
    runs: count,
    ms: latencyMs,
    message,
  }));
  const latencies = numbers(verification?.latencies_ms);
  const failures = Array.isArray(verification?.failures) ? verification.failures.map(String) : [];
  return (
    <>
      <h3>Probes before and after</h3>
      <table class="probes">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="number">
              Latency
            </th>
          </tr>
        </thead>
        <tbody>
          {before.map(({ runs, ms, message }) => (
            <tr>
              <th scope="row">Before, in the sandbox</th>
              <td class="tone-bad">
                <Icon name="bad" /> {plural(runs, 'run')} failed: {visible(readable(message))}
              </td>
              <td class="number">{ms === null ? '–' : duration(ms)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">After, in production</th>
            {verification ? (
              <td class={verification.passed ? 'tone-good' : 'tone-bad'}>
                <Icon name={verification.passed ? 'good' : 'bad'} />{' '}
                {visible(textOf(verification.summary) ?? '')} {failures.slice(0, 2).map(visible).join('; ')}
              </td>
            ) : (
              <td class="quiet">not probed yet</td>
            )}
            <td class="number">{latencies.map(duration).join(', ') || '–'}</td>
          </tr>
        </tbody>
      </table>
    </>
  );
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}
