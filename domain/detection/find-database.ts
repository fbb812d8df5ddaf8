import { composeReason } from './compose.ts';
import type { Variable } from './find-environment.ts';
import { findMigrations, type Migrations } from './find-migrations.ts';
import { type Place, uses } from './place.ts';
import { readPrisma } from './prisma.ts';
import type { Finding } from './source-tree.ts';

export interface Database {
  /** By which the service learns the URL; null where it has only pieces, or an address in its code. */
  variable: string | null;
  /** What makes the tables; null where nothing was found. */
  migrations: Finding<Migrations> | null;
}

/** Packages that speak to PostgreSQL and to nothing else. */
export const DRIVERS = [
  ...['pg', 'postgres', 'pg-promise', 'slonik', 'pg-native', '@neondatabase/serverless', '@vercel/postgres'],
];

/** The PostgreSQL of a service, by its packages, its Prisma schema, its variables or a compose file. */
export function findDatabase(place: Place, variables: Variable[]): Finding<Database> | null {
  const because = signOfPostgres(place, variables);
  if (because === null) return null;
  const urls = variables.filter(
    ({ purpose, name }) => purpose === 'database' && /UR[LI]$|CONNECTION/.test(name),
  );
  const usual = urls.find(({ name }) => name === 'DATABASE_URL') ?? urls[0];
  const variable = readPrisma(place)?.variable ?? usual?.name ?? null;
  return { value: { variable, migrations: findMigrations(place) }, because };
}

function signOfPostgres(place: Place, variables: Variable[]): string | null {
  const driver = DRIVERS.find((name) => uses(place, name));
  if (driver) return `${place.file.path} depends on ${driver}`;
  const prisma = readPrisma(place);
  if (prisma?.postgres) return `${prisma.path} names PostgreSQL`;
  const example = variables.find((each) => /^postgres(ql)?:\/\//i.test(each.example ?? ''));
  if (example) return `${example.name} in ${example.from} is an address of PostgreSQL`;
  return composeReason(place, /(^|\/)(postgres|postgis|timescaledb|pgvector)\b/);
}

/** Packages of databases that a sandbox cannot offer. */
const OTHERS: Record<string, string> = {
  mysql2: 'MySQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  mongodb: 'MongoDB',
  mongoose: 'MongoDB',
  mssql: 'SQL Server',
  oracledb: 'Oracle',
  'cassandra-driver': 'Cassandra',
};

/** The databases of a service for which a sandbox has no stand-in; empty for most. */
export function findOtherDatabases(place: Place): Finding<string>[] {
  const found = new Map<string, Finding<string>>();
  for (const [name, value] of Object.entries(OTHERS)) {
    if (found.has(value) || !uses(place, name)) continue;
    found.set(value, { value, because: `${place.file.path} depends on ${name}` });
  }
  return [...found.values()];
}
