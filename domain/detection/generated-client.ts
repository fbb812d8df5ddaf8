import { type Place, uses } from './place.ts';
import { readPrisma } from './prisma.ts';
import type { Finding } from './source-tree.ts';

/** `npx prisma generate --schema x && `, at the beginning of a command or between others. */
const GENERATES = /(?:npx\s+|pnpm\s+(?:exec\s+)?|yarn\s+)?\bprisma\s+generate\b[^&|;)]*(?:&&\s*|$)/g;
/** What makes the tables before the program starts. */
const MIGRATES =
  /^(?:(?:npx|yarn|pnpm(?:\s+exec)?)\s+)?(?:prisma\s+(?:migrate\s+deploy|db\s+push)|drizzle-kit\s+(?:migrate|push)|knex\s+migrate:latest|(?:sequelize|sequelize-cli)\s+db:migrate|node-pg-migrate\s+up)\b[^&|;]*&&\s*/;

/**
 * A build with the client that Prisma writes. One in `node_modules` is written when packages are installed, and no build may
 * write there; one in the repository is written by the build.
 */
export function withGeneratedClient(place: Place, build: Finding<string> | null): Finding<string> | null {
  const schema = uses(place, 'prisma') ? readPrisma(place) : null;
  if (!schema) return build;
  if (schema.built.length === 0) {
    if (!build || schema.packaged.length === 0) return build;
    const value = build.value
      .replace(GENERATES, '')
      .replace(/\s*&&\s*$/, '')
      .trim();
    return value === '' ? null : { ...build, value };
  }
  if (build && /\bprisma\s+generate\b/.test(build.value)) return build;
  const names = schema.built.map((name) => ` --generator ${name}`).join('');
  const generate = `prisma generate${schema.option}${names}`;
  const because = `${schema.path} has its client written into the repository`;
  return { value: build ? `${generate} && ${build.value}` : generate, because: build?.because ?? because };
}

/** A start without what the preparation of a proof has done: the tables are there, and so is the client of Prisma. */
export function withoutPreparation(start: Finding<string> | null): Finding<string> | null {
  return (
    start && {
      ...start,
      value: start.value.replace(MIGRATES, '').replace(GENERATES, '').replace(MIGRATES, ''),
    }
  );
}
