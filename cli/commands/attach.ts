import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import { DeliveryPlace, Repository } from '../../domain/service.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { safeJson } from '../plain-text.ts';

export interface AttachOptions {
  repository: string;
  branch: string;
  url?: string;
  delivery: string;
  /** Seconds until a worker must have read its `suture.yaml`; absent: that is not waited for. */
  wait?: number;
}

/** Between two looks at whether the definition was read, in milliseconds. */
const LOOK_MS = 250;

/**
 * Attaches a service, or changes where an attached one lives and runs.
 * @param key the intake key, at least 16 characters; undefined: the server makes one for a new service
 */
export async function attach(
  name: string,
  options: AttachOptions,
  key: string | undefined,
  { client, terminal, json, keys, signal }: CommandContext,
): Promise<number> {
  const repository = parseRepository(options.repository);
  const service = await client.attach(name, {
    repository,
    branch: options.branch,
    url: options.url ?? null,
    delivery: parseDelivery(options.delivery, repository),
    ...(key && { key }),
  });
  // `suture run` finds it there.
  if (service.key) keys.keep(name, service.key);
  const isRead = options.wait !== undefined;
  if (isRead) await untilRead(name, (options.wait ?? 0) * 1000, client, signal);
  if (json) {
    terminal.say(safeJson(service));
    return EXIT.ok;
  }
  const reading = isRead ? 'Its suture.yaml was read' : 'A worker reads its suture.yaml';
  terminal.say(`${name} is attached. ${reading}; see: suture services`);
  if (service.dsn) {
    terminal.say(`Start it by Suture, which keeps its key: suture run --service ${name} -- npm start`);
    terminal.say('Or, where it has suture-recorder, with this variable:\n');
    terminal.say(`SUTURE_DSN=${service.dsn}`);
  }
  return EXIT.ok;
}

/** @throws SutureError `definition_missing` when it cannot be used, or was not read in time */
async function untilRead(
  name: string,
  ms: number,
  client: CommandContext['client'],
  signal: AbortSignal,
): Promise<void> {
  for (const deadline = performance.now() + ms; ; await pause(LOOK_MS, null, { signal })) {
    const { services } = await client.services();
    const service = services.find((each) => each.name === name);
    if (service?.problem) throw notRead(`The suture.yaml of ${name} cannot be used: ${service.problem}`);
    if (service?.definition_commit) return;
    if (performance.now() >= deadline) {
      throw notRead(
        `No worker has read the suture.yaml of ${name} within ${ms / 1000} s. Start a worker; if one runs, its log has the reason.`,
      );
    }
  }
}

function notRead(message: string): SutureError {
  return new SutureError('definition_missing', message);
}

/** `/path`, `github:owner/repo` or `lambda:function`. */
function parseRepository(text: string): Repository {
  const [, host, place = ''] = /^(?:(github|lambda):)?(.*)$/s.exec(text) ?? [];
  if (host === 'lambda') return checked(Repository, { host, functionName: place }, text);
  if (host !== 'github') return checked(Repository, { host: 'local', path: text }, text);
  const [owner, repo, ...rest] = place.split('/');
  return checked(Repository, { host, owner, repo: rest.length > 0 ? '' : repo }, text);
}

/** `watched`, `local:<url>`, `github-actions:<workflow>` or `github-actions:owner/repo/<workflow>`. */
function parseDelivery(text: string, repository: Repository): DeliveryPlace {
  if (text === 'watched') return { kind: 'watched' };
  const [, kind, place = ''] = /^(local|github-actions):(.*)$/s.exec(text) ?? [];
  if (kind === 'local') return checked(DeliveryPlace, { kind, url: place }, text);
  if (kind !== 'github-actions') throw wrong(text, 'it is watched, or starts with local: or github-actions:');
  const parts = place.split('/');
  const workflow = parts.pop();
  const [owner, repo] = parts;
  if (parts.length === 2) return checked(DeliveryPlace, { kind, owner, repo, workflow }, text);
  if (parts.length === 0 && repository.host === 'github') {
    const { owner, repo, baseUrl } = repository;
    return checked(DeliveryPlace, { kind, owner, repo, baseUrl, workflow }, text);
  }
  throw wrong(text, 'name the repository too: github-actions:owner/repo/workflow.yml');
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, text: string): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw wrong(text, error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

function wrong(text: string, why: string): SutureError {
  return new SutureError('usage', `${text} is not valid: ${why}. See: suture attach --help`);
}
