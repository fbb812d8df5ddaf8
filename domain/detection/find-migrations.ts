import { inOrder, makesTables } from '../sql-files.ts';
import { withoutEnvFile } from './env-file.ts';
import { byScript, fromPlace, ownFiles, type Place, uses } from './place.ts';
import { readPrisma } from './prisma.ts';
import type { Finding } from './source-tree.ts';

/** A line for `sh` in the service's folder, or SQL files of it, and folders of such files, in their order. */
export type Migrations = { command: string } | { sql: string[] };

const SCRIPTS = [
  ...['db:migrate:deploy', 'migrate:deploy', 'migrate:prod', 'migration:run', 'migrations:run', 'migrate:up'],
  ...['migrate:latest', 'db:migrate', 'migrate', 'db:push', 'db:setup', 'db:init', 'db:schema', 'migrations'],
  ...['schema:sync', 'typeorm:migrate', 'db:up', 'migrations:up', 'migration:up'],
];
/** What would ask, wait, or write a migration in place of running it. */
const NOT_RUN =
  /\bmigrate\s+dev\b|migration:(generate|create)|migrate:make|\bdrizzle-kit\s+(generate|check|studio|up|introspect|pull|drop)|\bdocker\b|--watch/;
const SQL_FOLDER =
  /(^|\/)(migrations?|migrate|drizzle|sql|schema|database|db|initdb|docker-entrypoint-initdb\.d)\/[^/]+\.sql$/i;
const SQL_FILE = /(^|\/)(schema|init|database|db|structure|create|tables)[\w-]*\.sql$/i;
/** How an empty database gets the tables of a service; null where nothing was found. */
export function findMigrations(place: Place): Finding<Migrations> | null {
  const migrated = byPrismaFiles(place);
  if (migrated) return migrated;
  const command = byPrisma(place) ?? byScript(place, SCRIPTS, (text) => !NOT_RUN.test(text)) ?? byTool(place);
  const found = withoutEnvFile(place, command);
  if (found) return { ...found, value: { command: upwards(found.value) } };
  return byProgram(place) ?? bySqlFiles(place);
}

/** A program of the service that no script names, such as `db/run-migrations.js`. */
const PROGRAM =
  /^(?:src\/)?(?:(?:db|database|scripts|bin|migrations?)\/(?:run-?)?migrat(?:e|ions?)|(?:(?:db|database)\/)?migrations?\/(?:up|run))\.[cm]?[jt]s$/i;

function byProgram(place: Place): Finding<Migrations> | null {
  const programs = ownFiles(place).filter((path) => PROGRAM.test(fromPlace(place, path)));
  // One that is called so is the one to run; the other is what it uses.
  const path = programs.find((each) => /run-?migrat/i.test(each)) ?? programs[0];
  if (!path) return null;
  const entry = fromPlace(place, path);
  const runner = !/\.[cm]?ts$/.test(entry)
    ? 'node'
    : uses(place, 'tsx')
      ? 'tsx'
      : uses(place, 'ts-node')
        ? 'ts-node'
        : 'node';
  return { value: { command: `${runner} ${entry}` }, because: `there is ${path}` };
}

/** A script that only names its tool is run with a direction: `npm run migrate up`. */
function upwards(command: string): string {
  const alone =
    /\b(node-pg-migrate|db-migrate|knex|graphile-migrate|dbmate|kysely)((?:\s+-\S+(?:[= ][^-\s]\S*)?)*)$/.exec(
      command,
    );
  const direction: Record<string, string> = {
    knex: 'migrate:latest',
    'graphile-migrate': 'migrate',
    kysely: 'migrate:latest',
  };
  const [, tool = '', options = ''] = alone ?? [];
  if (!alone) return command;
  return `${command.slice(0, alone.index)}${tool} ${direction[tool] ?? 'up'}${options}`;
}

/** Prisma's own command needs an engine that is no package; its migrations are plain SQL. */
function byPrismaFiles(place: Place): Finding<Migrations> | null {
  const schema = uses(place, 'prisma') || uses(place, '@prisma/client') ? readPrisma(place) : null;
  const folder = schema?.migrations;
  if (!folder) return null;
  const files = place.tree.paths.filter((path) => path.startsWith(folder) && path.endsWith('/migration.sql'));
  const sql = inOrder(files).map((path) => fromPlace(place, path));
  return { value: { sql }, because: `there is ${folder}` };
}

function byPrisma(place: Place): Finding<string> | null {
  const schema = uses(place, 'prisma') || uses(place, '@prisma/client') ? readPrisma(place) : null;
  if (!schema) return null;
  // From version 7 on it writes no client, and refuses the option.
  const major = Number(/\d+/.exec(place.file.dependencies.prisma ?? '')?.[0] ?? 7);
  const value = `prisma db push${major < 7 ? ' --skip-generate' : ''}${schema.option}`;
  return { value, because: `there is ${schema.path}` };
}

/** A tool of the packages, the file by which it is configured, and how it is run. */
const TOOLS: { name: string; config: RegExp; command(config: string): string }[] = [
  {
    name: 'knex',
    config: /(^|\/)knexfile\.[cm]?[jt]s$/,
    command: (config) => `knex migrate:latest --knexfile ${config}`,
  },
  {
    name: 'drizzle-kit',
    config: /(^|\/)drizzle\.config\.[cm]?[jt]s$/,
    command: (config) => `drizzle-kit migrate --config ${config}`,
  },
  {
    name: 'kysely-ctl',
    config: /(^|\/)kysely\.config\.[cm]?[jt]s$/,
    command: () => 'kysely migrate:latest',
  },
  { name: 'db-migrate', config: /(^|\/)database\.json$/, command: () => 'db-migrate up' },
  { name: 'node-pg-migrate', config: /(^|\/)package\.json$/, command: () => 'node-pg-migrate up' },
  {
    name: 'sequelize-cli',
    config: /(^|\/)\.sequelizerc$|(^|\/)migrations\/\d+[^/]*\.[cm]?js$/,
    command: () => 'sequelize-cli db:migrate',
  },
  {
    name: 'typeorm',
    config: /(^|\/)(data-?source|ormconfig|typeorm\.config)\.[jt]s$/i,
    command: (config) =>
      `typeorm${config.endsWith('.ts') ? '-ts-node-commonjs' : ''} migration:run -d ${config}`,
  },
];

/** drizzle-kit only writes migrations before 0.21; they are SQL. */
function migrates({ file }: Place): boolean {
  const [, major = '1', minor = '0'] = /(\d+)\.(\d+)/.exec(file.dependencies['drizzle-kit'] ?? '') ?? [];
  return Number(major) > 0 || Number(minor) >= 21;
}

function byTool(place: Place): Finding<string> | null {
  for (const { name, config, command } of TOOLS) {
    if (!uses(place, name) || (name === 'drizzle-kit' && !migrates(place))) continue;
    const path = ownFiles(place).find((each) => config.test(each));
    if (path)
      return { value: command(fromPlace(place, path)), because: `it uses ${name}, and there is ${path}` };
  }
  return null;
}

function bySqlFiles(place: Place): Finding<Migrations> | null {
  const own = ownFiles(place).filter((path) => makesTables(fromPlace(place, path)));
  const inFolders = own.filter((path) => SQL_FOLDER.test(path));
  const [first, ...more] = inOrder(
    inFolders.length > 0 ? inFolders : own.filter((path) => SQL_FILE.test(path)),
  );
  if (first === undefined) return null;
  const folder = first.slice(0, first.lastIndexOf('/'));
  const together = more.length > 0 && more.every((path) => path.slice(0, path.lastIndexOf('/')) === folder);
  const because = more.length === 0 ? `there is ${first}` : `there are ${first} and ${more.length} more`;
  const paths = (together ? [folder] : [first, ...more]).map((path) => fromPlace(place, path));
  return { value: { sql: paths }, because };
}
