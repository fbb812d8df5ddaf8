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
  /** The names of the generators that write into `node_modules`, as the installation of packages does. */
  packaged: string[];
  /** The names of those that write into the repository, whose files are not tracked. */
  built: string[];
}

/** Which files of a checkout tell Prisma what to write. */
export const PRISMA_FILES = /(^|\/)(prisma\.config\.[cm]?[jt]s|[^/]+\.prisma)$/;

/** `generator client { … }` and what is in it. */
const GENERATOR = /^\s*generator\s+(\w+)\s*\{([^}]*)\}/gm;

/** The Prisma schema of a service; null where it has none. */
export function readPrisma(place: Place): PrismaSchema | null {
  const { tree } = place;
  const files = ownFiles(place);
  const texts = files.filter((each) => each.endsWith('.prisma'));
  const path =
    texts.find((each) => /(^|\/)schema\.prisma$/.test(each)) ??
    texts.find((each) => /^\s*datasource\s/m.test(tree.read(each) ?? ''));
  if (path === undefined) return null;
  const text = tree.read(path) ?? '';
  const config = files.find((each) => /(^|\/)prisma\.config\.[cm]?[jt]s$/.test(each));
  const folder = path.replace(/[^/]+$/, '');
  const { packaged, built } = readGenerators(place, text, folder);
  return {
    path,
    postgres: /provider\s*=\s*"(postgresql|postgres|cockroachdb)"/.test(text),
    variable:
      /\burl\s*=\s*env\("(\w+)"\)/.exec(text)?.[1] ??
      /\burl:[^\n]*\benv(?:<[^>]*>)?(?:\.|\(?\[?['"])(\w+)/.exec((config && tree.read(config)) ?? '')?.[1] ??
      null,
    migrations: files.some((each) => each.startsWith(`${folder}migrations/`)),
    packaged,
    built,
  };
}

function readGenerators(
  place: Place,
  text: string,
  folder: string,
): Pick<PrismaSchema, 'packaged' | 'built'> {
  const packaged: string[] = [];
  const built: string[] = [];
  for (const [, name = '', body = ''] of text.matchAll(GENERATOR)) {
    const output = /^\s*output\s*=\s*"([^"]+)"/m.exec(body)?.[1];
    if (output === undefined || output.includes('node_modules')) packaged.push(name);
    else if (!place.tree.paths.some((each) => each.startsWith(resolved(folder, output)))) built.push(name);
  }
  return { packaged, built };
}

/** A path that a file in a folder names, from the root. */
function resolved(folder: string, path: string): string {
  const parts = folder.split('/').filter(Boolean);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `${parts.join('/')}/`;
}
