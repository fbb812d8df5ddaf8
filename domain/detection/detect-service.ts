import { composeReason } from './compose.ts';
import { type Commands, findCommands } from './find-commands.ts';
import { type Database, findDatabase, findOtherDatabases } from './find-database.ts';
import { findEnvironment, type Variable } from './find-environment.ts';
import { findFramework } from './find-framework.ts';
import { findHealth } from './find-health.ts';
import { findNode } from './find-node.ts';
import { findOpenApi } from './find-openapi.ts';
import { findPackageManager, type PackageManager } from './find-package-manager.ts';
import { findSiblings } from './find-siblings.ts';
import { type Place, uses } from './place.ts';
import type { Finding } from './source-tree.ts';
import { withoutBuild } from './without-build.ts';

/** What a repository tells of a service without running it. */
export interface DetectedService {
  /** Made from the package's name or its folder; null where neither gives one. */
  name: string | null;
  /** The service's folder, from the repository's root; `''` is the root. */
  root: string;
  packageManager: Finding<PackageManager> | null;
  node: Finding<string> | null;
  framework: Finding<string> | null;
  language: 'TypeScript' | 'JavaScript';
  commands: Commands;
  /** Builds of packages in the same repository that it uses, in their order: lines for `sh` in the repository's root. */
  siblings: Finding<string>[];
  health: Finding<string> | null;
  database: Finding<Database> | null;
  /** Databases for which a sandbox has no stand-in. */
  otherDatabases: Finding<string>[];
  /** By which the service learns the URL; null where it has no variable for it. */
  redis: Finding<string | null> | null;
  openapi: Finding<string> | null;
  variables: Variable[];
}

const REDIS_PACKAGES = [
  'ioredis',
  'redis',
  '@redis/client',
  'bullmq',
  'bull',
  'connect-redis',
  '@fastify/redis',
];

/** Reads everything that the files of a service tell. Nothing is run. */
export function detectService(place: Place): DetectedService {
  const variables = findEnvironment(place);
  const commands = findCommands(place);
  return {
    name: serviceName(place),
    root: place.folder,
    packageManager: findPackageManager(place.tree, place.folder),
    node: findNode(place.tree, place.folder),
    framework: findFramework(place),
    language: uses(place, 'typescript') ? 'TypeScript' : 'JavaScript',
    commands,
    siblings: findSiblings(place),
    health: findHealth(place),
    database: builtBefore(findDatabase(place, variables), commands),
    otherDatabases: findOtherDatabases(place),
    redis: findRedis(place, variables),
    openapi: findOpenApi(place),
    variables,
  };
}

/** Tables are made after the build. */
function builtBefore(
  database: DetectedService['database'],
  { build }: Commands,
): DetectedService['database'] {
  const { migrations } = database?.value ?? {};
  if (!database || !migrations || !('command' in migrations.value)) return database;
  const command = withoutBuild(migrations.value.command, build?.value ?? null);
  return { ...database, value: { ...database.value, migrations: { ...migrations, value: { command } } } };
}

/** By the package, else by its folder in the repository. */
function serviceName({ file, folder }: Place): string | null {
  return nameFrom(file.name?.replace(/^@[^/]*\//, '')) ?? nameFrom(folder.split('/').at(-1));
}

/** `Shop_API` becomes `shop-api`; null where nothing is left. */
export function nameFrom(written: string | undefined): string | null {
  const name = written
    ?.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 63);
  return name || null;
}

function findRedis(place: Place, variables: Variable[]): Finding<string | null> | null {
  const used = REDIS_PACKAGES.find((name) => uses(place, name));
  const because = used
    ? `${place.file.path} depends on ${used}`
    : composeReason(place, /(^|\/)(redis|valkey)\b/);
  if (!because) return null;
  const variable = variables.find(({ purpose, name }) => purpose === 'redis' && /UR[LI]$/.test(name));
  return { value: variable?.name ?? null, because };
}
