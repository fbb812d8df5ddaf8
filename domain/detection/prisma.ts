import { ownFiles, type Place } from './place.ts';

export interface PrismaSchema {
  /** From the repository's root. */
  path: string;
  /** Whether it is for PostgreSQL or what speaks its protocol. */
  postgres: boolean;
  /** The variable of its URL; null where it names none. */
  variable: string | null;
  /** Whether migrations lie beside it. */
  migrations: boolean;
}

/** The Prisma schema of a service; null where it has none. */
export function readPrisma(place: Place): PrismaSchema | null {
  const files = ownFiles(place);
  const path = files.find((each) => /(^|\/)schema\.prisma$/.test(each));
  if (path === undefined) return null;
  const text = place.tree.read(path) ?? '';
  const folder = path.replace(/[^/]+$/, '');
  return {
    path,
    postgres: /provider\s*=\s*"(postgresql|postgres|cockroachdb)"/.test(text),
    variable: /\burl\s*=\s*env\("(\w+)"\)/.exec(text)?.[1] ?? null,
    migrations: files.some((each) => each.startsWith(`${folder}migrations/`)),
  };
}
