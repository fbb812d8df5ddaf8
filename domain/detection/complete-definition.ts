import { SutureError } from '../errors.ts';
import type { ServiceDefinition } from '../service-definition.ts';
import { type DetectedService, detectService } from './detect-service.ts';
import type { Database } from './find-database.ts';
import { findServices } from './find-services.ts';
import { type Place, placeAt } from './place.ts';
import type { SourceTree } from './source-tree.ts';
import { wholeBuild } from './whole-build.ts';

/** What is known of a service at one commit: what its `suture.yaml` says, and, where it is silent, what its files tell. */
export interface CompleteDefinition extends ServiceDefinition {
  /** The service's folder, from the repository's root; `''` is the root. Its commands run there. */
  root: string;
  build: string[] | null;
  typecheck: string[] | null;
  test: string[] | null;
  start: string[];
  health: string | null;
  /** The health path is a guess by the sources: any answer but a failure shows that the service takes requests. */
  healthGuessed: boolean;
  database: CompleteDatabase | null;
  redis: { variable: string } | null;
  openapi: string | null;
}

export interface CompleteDatabase {
  kind: 'postgres';
  variable: string;
  sql: string[];
  migrate: string[] | null;
  seed: string[] | null;
}

/**
 * Adds what the `suture.yaml` of a service leaves out, as the files of the same commit tell it.
 * @param where names the file and the commit, for the error
 * @throws SutureError `invalid_definition` where neither tells which folder is the service, or how it starts
 */
export function completeDefinition(
  written: ServiceDefinition,
  tree: SourceTree,
  where = 'suture.yaml',
): CompleteDefinition {
  const place = placeOf(written, tree, where);
  const found = place && detectService(place);
  const { commands } = found ?? {};
  const start = written.start ?? line(commands?.start);
  if (!start) {
    throw new SutureError(
      'invalid_definition',
      `${where} does not say how ${written.name} starts, and its files do not tell. Write "start", such as: start: node server.js`,
    );
  }
  const { database, redis } = written;
  return {
    ...written,
    root: place?.folder ?? rootOf(written) ?? '',
    node: written.node ?? found?.node?.value ?? (stripsTypes(start) ? STRIPS_TYPES : null),
    build: said(written.build, found && buildLine(found)),
    typecheck: said(written.typecheck, line(commands?.typecheck)),
    test: said(written.test, line(commands?.test)),
    start,
    health: said(written.health, found?.health?.value),
    healthGuessed: written.health === null,
    openapi: said(written.openapi, found?.openapi && fromFolder(found.root, found.openapi.value)),
    database: completeDatabase(database, found?.database?.value ?? null),
    redis: redis === false || !(redis ?? found?.redis) ? null : redisOf(redis, found),
    environment: { ...exampleEnvironment(found), ...written.environment },
  };
}

/** Since then Node runs TypeScript as it is. */
const STRIPS_TYPES = '>=22.18';

function stripsTypes(start: string[]): boolean {
  return /^(?:sh -c )?node (?:--(?!import|require|loader)\S+ )*\S+\.[cm]?ts$/.test(start.join(' '));
}

/** Null for a repository without a package.json, of which `suture.yaml` has to say everything. */
function placeOf(written: ServiceDefinition, tree: SourceTree, where: string): Place | null {
  const root = rootOf(written);
  if (root !== null) {
    const place = placeAt(tree, root);
    if (place || written.start || tree.paths.some((path) => path.startsWith(`${root}/`))) return place;
    throw new SutureError(
      'invalid_definition',
      `${where} says "root: ${root}", and the commit has no such folder. Correct it.`,
    );
  }
  const services = findServices(tree);
  const named = services.find((place) => detectService(place).name === written.name);
  const [first, second] = services;
  if (named || !second || first?.folder === '') return named ?? first ?? null;
  const folders = services.map(({ folder }) => folder || '.').join(', ');
  throw new SutureError(
    'invalid_definition',
    `${where} does not say which folder is ${written.name}, and the repository has several services: ${folders}. Write "root" with one of them.`,
  );
}

/** Commands that are written without a folder run in the repository's root. */
function rootOf({ root, start, build }: ServiceDefinition): string | null {
  if (root !== null) return root === '.' ? '' : root.replace(/^\.\/|\/$/g, '');
  return start || build ? '' : null;
}

/** What is written counts; `false` says that the service has no such thing. */
function said<T>(written: T | false | null, found: T | null | undefined): T | null {
  return written === false ? null : (written ?? found ?? null);
}

function line(found: { value: string } | null | undefined): string[] | null {
  return found ? shell(found.value) : null;
}

function shell(command: string): string[] {
  return ['sh', '-c', command];
}

function buildLine(found: DetectedService): string[] | null {
  const build = wholeBuild(found);
  return build === null ? null : shell(build);
}

function completeDatabase(
  written: ServiceDefinition['database'],
  found: Database | null,
): CompleteDatabase | null {
  if (written === false || (!written && !found)) return null;
  const migrations = found?.migrations?.value ?? null;
  const silent = !written || (written.sql.length === 0 && written.migrate === null);
  return {
    kind: 'postgres',
    variable: written?.variable ?? found?.variable ?? 'DATABASE_URL',
    sql: silent && migrations && 'sql' in migrations ? migrations.sql : (written?.sql ?? []),
    migrate: said(
      written?.migrate ?? null,
      silent && migrations && 'command' in migrations ? shell(migrations.command) : null,
    ),
    seed: written?.seed ?? null,
  };
}

function redisOf(written: ServiceDefinition['redis'], found: DetectedService | null): { variable: string } {
  const variable = written ? written.variable : null;
  return { variable: variable ?? found?.redis?.value ?? 'REDIS_URL' };
}

/** What the example files give, a value for what the service's own check of variables asks for, and a secret for each that is named like one. */
function exampleEnvironment(found: DetectedService | null): ServiceDefinition['environment'] {
  const environment: ServiceDefinition['environment'] = {};
  for (const { name, purpose, example, standIn } of found?.variables ?? []) {
    // The launcher gives this one. Any other the program may need, and what it listens on is found.
    if (name === 'PORT' || (purpose === 'port' && Number(example ?? standIn) < 1024)) continue;
    if (purpose === 'secret') environment[name] = { secret: example ?? true };
    else if (example !== null || standIn !== null) environment[name] = example ?? standIn ?? '';
  }
  return environment;
}

function fromFolder(folder: string, path: string): string {
  return folder !== '' && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
