import type { Repository } from '../../../domain/service.ts';
import type { ServiceBrief } from '../../briefing/service-brief.ts';
import { plural, short, visible } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';
import { Since } from '../frame/time.tsx';

/** The attached services: what was checked of each, when it was heard, which release is live, and what is missing. */
export function ServicesPage({ services, now }: { services: ServiceBrief[]; now: string }) {
  return (
    <>
      <h1>Services</h1>
      {services.length === 0 && (
        <p class="panel empty">
          <strong>No service is attached.</strong> In the repository of yours: <code>suture up</code>
        </p>
      )}
      <div class="services">
        {services.map((brief) => (
          <ServicePanel brief={brief} now={now} />
        ))}
      </div>
    </>
  );
}

function ServicePanel({ brief, now }: { brief: ServiceBrief; now: string }) {
  const { service, signs, missing } = brief;
  const { name, definition, definitionCommit, branch, url, delivery } = service;
  const { readAt, detection, check } = signs.checks;
  const heard = signs.helloAt ?? signs.recordedAt;
  const address = url ?? signs.address;
  const tone = service.problem ? 'bad' : missing.length > 0 ? 'wait' : 'good';
  return (
    <section class="panel service" aria-labelledby={`service-${name}`}>
      <h2 id={`service-${name}`}>
        <span class={`tone-${tone}`}>
          <Icon name={tone} />
        </span>{' '}
        {name}
      </h2>
      {missing.length > 0 && (
        <ul class="missing">
          {missing.map(({ what, help }) => (
            <li>
              <strong>{visible(what)}</strong> <span class="quiet">What helps:</span>{' '}
              <code>{visible(help)}</code>
            </li>
          ))}
        </ul>
      )}
      <dl class="facts">
        <dt>Source</dt>
        <dd>
          {visible(placeOf(service.repository))}, branch {visible(branch)}
        </dd>
        <dt>Definition</dt>
        <dd>
          {definitionCommit ? (
            <>
              suture.yaml at <code>{short(definitionCommit)}</code>
            </>
          ) : (
            'not read yet'
          )}
          {readAt && (
            <>
              , read <Since at={readAt.toISOString()} now={now} /> ago
            </>
          )}
        </dd>
        <dt>Last check</dt>
        <dd>
          {check ? (
            <>
              {check.ok ? 'All parts hold' : `Failed at ${failedParts(check)}`} at{' '}
              <code>{short(check.commit)}</code>, <Since at={check.at} now={now} /> ago
            </>
          ) : (
            <>
              Not checked yet: <code>suture check</code> in its repository
            </>
          )}
        </dd>
        <dt>Recorder</dt>
        <dd>
          {heard ? (
            <>
              Spoke <Since at={heard.toISOString()} now={now} /> ago
              {signs.node && ` on Node ${visible(signs.node)}`};{' '}
              {plural(signs.requests, 'request', 'requests')} in 24 h
            </>
          ) : (
            'Never heard'
          )}
        </dd>
        <dt>Live release</dt>
        <dd>{signs.release ? <code>{short(signs.release)}</code> : 'Not reported by its recorder'}</dd>
        <dt>Runs at</dt>
        <dd>{address ? visible(address) : 'Not known'}</dd>
        <dt>Fixes</dt>
        <dd>
          {definition ? DELIVER[definition.deliver] : 'Not known yet'}; rollouts are {ROLLOUTS[delivery.kind]}
        </dd>
        <dt>Faults</dt>
        <dd>
          {(definition?.faults ?? []).length === 0 ? 'None declared' : null}
          <ul>
            {(definition?.faults ?? []).map(({ code, title }) => (
              <li>
                <code>{code}</code> {visible(title)} (
                {plural(signs.occurrences[code] ?? 0, 'request', 'requests')})
              </li>
            ))}
          </ul>
        </dd>
      </dl>
      {detection && (
        <details>
          <summary>
            What is detected at <code>{short(detection.commit)}</code>
          </summary>
          <dl class="facts">
            {detection.found.map(({ what, value }) => (
              <>
                <dt>{what}</dt>
                <dd>
                  <code>{visible(value)}</code>
                </dd>
              </>
            ))}
          </dl>
        </details>
      )}
      {signs.undeclared.length > 0 && (
        <details>
          <summary>
            {plural(signs.undeclared.length, 'kind', 'kinds')} of failures that no fault declares
          </summary>
          <ul>
            {signs.undeclared.map(({ method, route, status, errorClass, message, times }) => (
              <li>
                <code>
                  {visible(method)} {visible(route)}
                </code>{' '}
                {status ?? 'ended the process'}, {plural(times, 'time', 'times')}:{' '}
                {errorClass && `${visible(errorClass)}: `}
                {visible(message)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const DELIVER = {
  push: 'Committed to the branch',
  review: 'Put before a person as a change',
  none: 'Kept for a person to apply',
} as const;

const ROLLOUTS = {
  watched: 'yours, and watched',
  local: 'by the local CI/CD',
  'github-actions': 'by GitHub Actions',
} as const;

function failedParts({ parts }: { parts: { part: string; state: string }[] }): string {
  return parts
    .filter(({ state }) => state === 'failed')
    .map(({ part }) => part)
    .join(', ');
}

function placeOf(repository: Repository): string {
  if (repository.host === 'local') return repository.path;
  if (repository.host === 'lambda') return `the function ${repository.functionName}`;
  return `${repository.owner}/${repository.repo} on GitHub`;
}
