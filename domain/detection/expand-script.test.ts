import { describe, expect, it } from 'vitest';
import { expandScript } from './expand-script.ts';

describe('a script, written out', () => {
  it.each([
    [{ start: 'node server.js' }, 'start', 'node server.js'],
    [{ prestart: 'tsc', start: 'node dist' }, 'start', 'tsc && node dist'],
    [
      { build: 'npm run clean && npm run compile', clean: 'rimraf dist', compile: 'tsc' },
      'build',
      'rimraf dist && tsc',
    ],
    [{ build: 'yarn clean && tsc', clean: 'rm -rf a; rm -rf b' }, 'build', '(rm -rf a; rm -rf b) && tsc'],
    [{ build: 'pnpm run build:ts -p .', 'build:ts': 'tsc' }, 'build', 'tsc -p .'],
    [{ start: 'npm run -s build && node .', build: 'swc src' }, 'start', 'swc src && node .'],
    [{ begin: 'npm start', start: 'node .' }, 'begin', 'node .'],
    [{ up: 'npm run orm -- -d a.ts run', orm: 'typeorm' }, 'up', 'typeorm -d a.ts run'],
    [
      {
        up: 'npm run orm migration:run',
        orm: 'npm run build && npx typeorm -d a.js',
        prebuild: 'rimraf dist',
        build: 'tsc',
      },
      'up',
      '((rimraf dist && tsc) && typeorm -d a.js migration:run)',
    ],
    [{ up: "yarn orm -n 'a b' > log", preorm: 'tsc', orm: 'orm up' }, 'up', "(tsc && orm up -n 'a b') > log"],
    [{ build: 'npx tsc -p . && yarn tsc-alias' }, 'build', 'tsc -p . && tsc-alias'],
    [{ up: 'NODE_ENV=test yarn drizzle-kit migrate' }, 'up', 'NODE_ENV=test drizzle-kit migrate'],
    [{ up: 'pnpm exec knex migrate:latest' }, 'up', 'knex migrate:latest'],
    [{ up: 'npx -p typescript tsc' }, 'up', 'npx -p typescript tsc'],
    [{ up: 'yarn install && yarn workspace api build' }, 'up', 'yarn install && yarn workspace api build'],
    [{ start: 'yarn node app.js' }, 'start', 'yarn node app.js'],
  ])('%j', (scripts, name, expected) => {
    expect(expandScript(scripts as Record<string, string>, name)).toBe(expected);
  });

  it('is nothing for an unknown script or a circle', () => {
    expect(expandScript({}, 'build')).toBeNull();
    expect(expandScript({ build: 'npm run compile', compile: 'npm run build' }, 'build')).toBeNull();
  });
});
