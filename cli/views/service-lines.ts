import type { Client } from '../client.ts';
import { oneLine } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { span } from './words.ts';
import { wrap } from './wrap.ts';

type Service = Awaited<ReturnType<Client['services']>>['services'][number];

const INDENT = 12;

/** Each service in a few lines: where it lives, what was read of it, what its recorder said, and what is missing. */
export function serviceLines(services: Service[], terminal: Terminal, now = Date.now()): string[] {
  return services.flatMap((service, index) => [
    ...(index > 0 ? [''] : []),
    terminal.colours.bold(service.name),
    ...rowsOf(service, now).flatMap(([name, text]) => {
      const [first = '', ...more] = wrap(oneLine(text), terminal.width, INDENT);
      return [`  ${terminal.colours.dim(name.padEnd(INDENT - 2))}${first}`, ...more];
    }),
  ]);
}

function rowsOf(service: Service, now: number): [string, string][] {
  const { repository, branch, url, faults, signs, missing, checks, definition_commit } = service;
  const place =
    repository.host === 'local'
      ? repository.path
      : repository.host === 'github'
        ? `github:${repository.owner}/${repository.repo}`
        : `lambda:${repository.functionName}`;
  const heard = signs.hello_at ?? signs.recorded_at;
  const undeclared = signs.undeclared.reduce((sum, { times }) => sum + times, 0);
  const rows: [string, string][] = [
    ['Source', `${place}, branch ${branch}`],
    ['Runs at', url ?? signs.address ?? 'address not known'],
    ['Definition', definitionText(definition_commit, checks, now)],
    [
      'Detected',
      checks.detection?.found.map(({ what, value }) => `${what}: ${value}`).join(' · ') ?? 'not yet',
    ],
    ['Checked', checkText(checks, now)],
    [
      'Recorder',
      heard
        ? `heard ${span(now - Date.parse(heard))} ago, ${signs.requests} requests in 24 h`
        : 'never heard',
    ],
    ['Live', signs.release?.slice(0, 10) ?? 'release not known'],
    ['Faults', faults.map(({ code }) => code).join(', ') || 'none declared'],
  ];
  if (undeclared > 0) rows.push(['Undeclared', `${undeclared} failing requests that no fault declares`]);
  return [...rows, ...missing.map(({ what, help }): [string, string] => ['Missing', `${what} ${help}`])];
}

function definitionText(
  commit: string | null,
  { definition_read_at: at }: Service['checks'],
  now: number,
): string {
  const when = at ? `, ${span(now - Date.parse(at))} ago` : '';
  return commit ? `read at ${commit.slice(0, 10)}${when}` : 'not read yet';
}

function checkText({ check }: Service['checks'], now: number): string {
  if (!check) return 'not yet; see: suture check';
  const failed = check.parts.filter(({ state }) => state === 'failed').map(({ part }) => part);
  const how = check.ok ? 'all parts hold' : `failed at ${failed.join(', ')}`;
  return `${check.commit.slice(0, 10)}, ${span(now - Date.parse(check.at))} ago: ${how}`;
}
