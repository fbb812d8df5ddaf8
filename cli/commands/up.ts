import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startedByHand } from '../../domain/detection/find-start.ts';
import { placeAt } from '../../domain/detection/place.ts';
import type { SourceTree } from '../../domain/detection/source-tree.ts';
import { SutureError } from '../../domain/errors.ts';
import { DEFINITION_FILE, type ServiceDefinition } from '../../domain/service-definition.ts';
import type { LocalStack } from '../../stack/background/local-stack.ts';
import type { Client } from '../client.ts';
import { dsnOf, otlpOf } from '../dsn.ts';
import { EXIT } from '../exit-codes.ts';
import { type LocalRepository, openLocalRepository } from '../local-repository.ts';
import { safeJson } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';

export interface UpOptions {
  /** The branch that is healed; default: the one that is checked out when the service is attached. */
  branch?: string;
}

export interface UpContext {
  /** Where the user stands. */
  folder: string;
  stack: LocalStack;
  /** SUTURE_URL: a Suture that runs elsewhere. */
  elsewhere: string | undefined;
  /** SUTURE_KEY. */
  key: string | undefined;
  openClient(base: string): Client;
  /** What a suture.yaml says. */
  readDefinition(text: string): ServiceDefinition;
  readTree(folder: string): SourceTree;
  terminal: Terminal;
  json: boolean;
}

/**
 * Starts the embedded stack in the background, unless Suture runs already, and attaches the repository in which the user
 * stands. A second call changes nothing and shows the same.
 * @throws SutureError `usage` without a repository or a suture.yaml, and what the start of the stack throws
 */
export async function up(options: UpOptions, context: UpContext): Promise<number> {
  const { folder, stack, elsewhere, terminal, json, openClient } = context;
  const repository = openLocalRepository(folder);
  const { name, root } = context.readDefinition(readDefinitionOf(repository));
  const record = elsewhere ? null : await stack.start(terminal.note);
  const base = elsewhere ?? (record?.addresses.app as string);
  const client = openClient(base);
  const place = { suture: elsewhere ?? 'embedded', base, client, repository, name };
  const { branch, dsn, otlp } = await attachRepository(options, place, context);
  const missing = repository.hasDefinition(branch)
    ? []
    : [`${DEFINITION_FILE} is not committed on ${branch}. Commit it: Suture reads it there.`];
  const dashboard = `${base}/developer/incidents`;
  if (json) {
    const pid = record?.supervisor.pid ?? null;
    terminal.say(safeJson({ dashboard, dsn, otlp, service: name, pid, branch, missing }));
    return EXIT.ok;
  }
  const { say, colours } = terminal;
  say(`${colours.dim('Page     ')}${dashboard}`);
  say(`${colours.dim('Service  ')}${name}, ${repository.path}, branch ${branch}`);
  for (const line of missing) say(`${colours.dim('Missing  ')}${line}`);
  if (dsn) {
    say(`${colours.dim('DSN      ')}${dsn}`);
    const own = placeAt(context.readTree(repository.path), root ?? '');
    const command = own ? startedByHand(own) : 'npm start';
    say(`\nStart the service by Suture, so that it reports its failures: suture run -- ${command}`);
    say('Or, where it has suture-recorder, with this variable:\n');
    say(`  SUTURE_DSN=${dsn}`);
    say('\nOr, where it has an SDK of Sentry or OpenTelemetry, with one of these:\n');
    say(`  SENTRY_DSN=${dsn}`);
    say(`  OTEL_EXPORTER_OTLP_ENDPOINT=${otlp}`);
  } else {
    say(
      '\nThe service has a key that only the person knows who attached it. To see a DSN here, set SUTURE_KEY.',
    );
  }
  if (record) say('\nSuture runs in the background. See: suture status. End it: suture down');
  return EXIT.ok;
}

function readDefinitionOf({ path }: LocalRepository): string {
  const file = join(path, DEFINITION_FILE);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new SutureError('usage', `${path} has no ${DEFINITION_FILE}. Write one with: suture init`);
}

interface Place {
  /** What the kept key belongs to. */
  suture: string;
  base: string;
  client: Client;
  repository: LocalRepository;
  name: string;
}

async function attachRepository(
  { branch: wanted }: UpOptions,
  { suture, base, client, repository, name }: Place,
  { stack, key: given }: UpContext,
): Promise<{ branch: string; dsn: string | null; otlp: string | null }> {
  const known = given ?? stack.keys.find(suture, name);
  const attached = (await client.services()).services.find((service) => service.name === name);
  const from = attached?.repository;
  const isSame = from?.host === 'local' && from.path === repository.path;
  if (from && !isSame && !(from.host === 'local' && !existsSync(from.path))) {
    const where = from.host === 'local' ? from.path : from.host;
    throw new SutureError(
      'usage',
      `A service "${name}" is attached already, from ${where}. Change \`name\` in ${DEFINITION_FILE}, or run: suture detach ${name}`,
    );
  }
  const addresses = (key: string | null | undefined) =>
    key ? { dsn: dsnOf(base, name, key), otlp: otlpOf(base, key) } : { dsn: null, otlp: null };
  const branch = wanted ?? attached?.branch ?? repository.branch;
  if (!branch) {
    throw new SutureError('usage', 'No branch is checked out. Name one: suture up --branch main');
  }
  if (isSame && branch === attached?.branch && !given) {
    return { branch, ...addresses(known) };
  }
  const key = known ?? (attached ? null : randomBytes(24).toString('hex'));
  await client.attach(name, {
    repository: { host: 'local', path: repository.path },
    branch,
    delivery: { kind: 'watched' },
    ...(key && { key }),
  });
  if (key) stack.keys.keep(suture, name, key);
  return { branch, ...addresses(key) };
}
