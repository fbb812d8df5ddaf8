import { joinPath } from '../join-path.ts';
import { asRecord } from './package-file.ts';
import { fromPlace, ownFiles, type Place } from './place.ts';
import { readJson } from './source-tree.ts';

export interface PrismaSchema {
  /** The file with the datasource, from the repository's root. */
  path: string;
  /** What Prisma reads, from the root: that file, or the folder of a schema of several files. */
  target: string;
  /** What a command in the service's folder says of it: ` --schema <path>`, or nothing where Prisma finds it by itself. */
  option: string;
  /** Whether it is for PostgreSQL or what speaks its protocol. */
  postgres: boolean;
  /** The variable of its URL; null where it names none. */
  variable: string | null;
  /** The folder of its migrations, with a slash at the end; null where there are none. */
  migrations: string | null;
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
  const config = files.find((each) => CONFIG.test(fromPlace(place, each)));
  const settings = (config && tree.read(config)) ?? '';
  const named = namedSchema(place, settings);
  const ofNamed = named ? texts.filter((each) => within(each, named.path)) : [];
  const declares = (each: string) => /^\s*datasource\s/m.test(tree.read(each) ?? '');
  const path =
    ofNamed.find(declares) ??
    ofNamed[0] ??
    texts.find((each) => /(^|\/)schema\.prisma$/.test(each)) ??
    texts.find(declares);
  if (path === undefined) return null;
  const parts = ofNamed.length > 0 ? ofNamed : [path];
  const text = parts.map((each) => tree.read(each) ?? '').join('\n');
  const written = fromPlace(place, path);
  return {
    path,
    target: ofNamed.length > 0 && named ? named.path : path,
    option: ofNamed.length > 0 && named ? named.option : USUAL.test(written) ? '' : ` --schema ${written}`,
    postgres: /provider\s*=\s*"(postgresql|postgres|cockroachdb)"/.test(text),
    variable:
      /\burl\s*=\s*env\("(\w+)"\)/.exec(text)?.[1] ??
      /\burl:[^\n]*\benv(?:<[^>]*>)?(?:\.|\(?\[?['"])(\w+)/.exec(settings)?.[1] ??
      null,
    migrations: findFolder(place, path, settings),
    ...readGenerators(place, parts),
  };
}

/** Where Prisma looks by itself, from the service's folder. */
const USUAL = /^(prisma\/)?schema\.prisma$/;
const CONFIG = /^(prisma\.config|\.config\/prisma)\.[cm]?[jt]s$/;
/** `schema: 'prisma/schema'` and `schema: path.join('prisma', 'schema')`, and the same for `path`. */
const PATH = String.raw`\s*:\s*(?:(?:path\.)?(?:join|resolve)\s*\(([^()]*)\)|(['"\`][^'"\`]+['"\`]))`;

function configured(text: string, key: string): string | null {
  const [, parts, alone] = new RegExp(String.raw`\b${key}${PATH}`).exec(text) ?? [];
  const names = [...(parts ?? alone ?? '').matchAll(/['"`]([^'"`]+)['"`]/g)].map(([, name = '']) => name);
  return names.length > 0 ? names.join('/') : null;
}

/** The file, or the folder of a schema of several files, that the repository names, and the option that a command needs. */
function namedSchema(place: Place, settings: string): { path: string; option: string } | null {
  const { tree, file, folder } = place;
  const own = configured(settings, 'schema') ?? asRecord(asRecord(readJson(tree, file.path))?.prisma)?.schema;
  const at = (path: string) => joinPath(folder, path);
  if (typeof own === 'string') return { path: at(own), option: '' };
  const script = Object.values(file.scripts).find((each) => /\bprisma\b.*--schema/.test(each)) ?? '';
  const given = /--schema[= ]["']?([^\s"']+)/.exec(script)?.[1];
  return given === undefined ? null : { path: at(given), option: ` --schema ${given}` };
}

const within = (path: string, at: string) => path === at || path.startsWith(`${at}/`);

/** The folder of the migrations: the one that the configuration names, or beside the schema, or beside its folder. */
function findFolder(place: Place, path: string, settings: string): string | null {
  const { tree, folder } = place;
  const inside = /\bmigrations\s*:\s*\{([^{}]*)\}/.exec(settings)?.[1] ?? '';
  const named = configured(inside, 'path');
  const beside = path.replace(/[^/]+$/, '');
  const above = beside.replace(/[^/]+\/$/, '');
  return (
    [...(named ? [`${joinPath(folder, named)}/`] : []), `${beside}migrations/`, `${above}migrations/`].find(
      (each) => tree.paths.some((file) => file.startsWith(each) && file.endsWith('/migration.sql')),
    ) ?? null
  );
}

function readGenerators(place: Place, parts: string[]): Pick<PrismaSchema, 'packaged' | 'built'> {
  const packaged: string[] = [];
  const built: string[] = [];
  for (const part of parts) {
    const folder = part.replace(/[^/]+$/, '');
    for (const [, name = '', body = ''] of (place.tree.read(part) ?? '').matchAll(GENERATOR)) {
      const output = /^\s*output\s*=\s*"([^"]+)"/m.exec(body)?.[1];
      if (output === undefined || output.includes('node_modules')) packaged.push(name);
      else if (!place.tree.paths.some((each) => each.startsWith(`${joinPath(folder, output)}/`)))
        built.push(name);
    }
  }
  return { packaged, built };
}
