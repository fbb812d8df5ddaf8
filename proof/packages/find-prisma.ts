import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { placeAt, uses } from '../../domain/detection/place.ts';
import { type PrismaSchema, readPrisma } from '../../domain/detection/prisma.ts';
import { type SourceTree, upwards } from '../../domain/detection/source-tree.ts';

export interface PrismaRun {
  /** Where it runs, from the checkout's root. */
  folder: string;
  /** Arguments of Node. */
  program: string[];
  environment: Record<string, string>;
}

/**
 * How Prisma writes the clients of a checkout into `node_modules`: that of the service, and those of packages in the same
 * repository. Empty where nothing uses Prisma, or where the client is written into the repository.
 * @param fresh the folder with the packages
 * @param tree the files of the checkout
 */
export function findPrisma(fresh: string, tree: SourceTree): PrismaRun[] {
  const runs = new Map<string, PrismaRun>();
  for (const path of tree.paths.filter((each) => each.endsWith('.prisma'))) {
    const folder = upwards(path.replace(/\/?[^/]+$/, '')).find((each) => placeAt(tree, each) !== null);
    const place = folder === undefined ? null : placeAt(tree, folder);
    const schema = place && uses(place, 'prisma') ? readPrisma(place) : null;
    if (!place || !schema || schema.packaged.length === 0 || runs.has(schema.path)) continue;
    const program = upwards(place.folder)
      .map((each) => join(fresh, each, 'node_modules/prisma/build/index.js'))
      .find((each) => existsSync(each));
    if (program) runs.set(schema.path, run(program, place.folder, fresh, schema));
  }
  return [...runs.values()];
}

function run(program: string, folder: string, fresh: string, schema: PrismaSchema): PrismaRun {
  const { target, packaged, built, variable } = schema;
  const chosen = built.length > 0 ? packaged.flatMap((name) => ['--generator', name]) : [];
  const url = 'postgresql://suture@localhost:5432/suture';
  return {
    folder,
    program: [program, 'generate', '--schema', join(fresh, target), ...chosen],
    // It connects to nothing, and a configuration ends without the variable that it reads.
    environment: { DATABASE_URL: url, ...(variable ? { [variable]: url } : {}) },
  };
}
