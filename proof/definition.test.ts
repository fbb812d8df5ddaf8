import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CompleteDatabase } from '../domain/detection/complete-definition.ts';
import type { ServiceDefinition } from '../domain/service-definition.ts';
import type { ProverDependencies } from './prover.ts';
import { candidateOf, contextOf, createRepository, proverFor, shop, subjectOf } from './testing.ts';

/** A command probe that fails, and prints what a program in the sandbox is given. */
const PRINT = 'console.log(JSON.stringify(process.env)); process.exit(1);\n';
const FIXED = {
  path: 'faults/list.mjs',
  content:
    '/** @param {number[]} list */\nexport function last(list) {\n  return list[list.length - 1];\n}\n',
};

let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
beforeAll(async () => {
  repository = await createRepository('shop', {
    'print.mjs': PRINT,
    'refuse.mjs': 'throw new Error("no");\n',
  });
});
afterEach(() => prover.close());
afterAll(() => repository.remove());

function open(options: Partial<ProverDependencies> = {}, databaseUrl: string | null = inject('databaseUrl')) {
  prover = proverFor(repository, databaseUrl, options);
  return prover;
}

const listOf = (changes: Partial<ServiceDefinition>) => subjectOf('LIST', repository.commit, changes);

describe('a service by its definition', () => {
  it('needs no build, no type check and no database', async () => {
    const subject = listOf({ build: null, typecheck: null, database: null, upstreams: [], vary: {} });
    const found = await open({}, null).reproduce(subject, contextOf());
    expect(found).toMatchObject({ reproduced: true, schema: [] });
    const verdict = await prover.prove(subject, candidateOf(FIXED), found, contextOf());
    expect(verdict.proven).toBe(true);
    expect(verdict.steps.filter(({ detail }) => detail === 'not configured').map(({ name }) => name)).toEqual(
      ['types', 'build'],
    );
  });

  it('is checked with what its own build wrote where the unchanged commit needs that', async () => {
    // Types that a build makes: the check of a candidate begins beside its build, without them.
    const typecheck = ['sh', '-c', 'cat out/built.txt && node_modules/.bin/tsc -p .'];
    const subject = listOf({ typecheck, database: null, upstreams: [], vary: {} });
    const found = await open({}, null).reproduce(subject, contextOf());
    const verdict = await prover.prove(subject, candidateOf(FIXED), found, contextOf());
    expect(verdict.steps.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdict.proven).toBe(true);
    const wrong = { ...FIXED, content: FIXED.content.replace('return list', 'list.nothing; return list') };
    const refused = await prover.prove(subject, candidateOf(wrong), found, contextOf());
    expect(refused.steps.filter(({ passed }) => !passed)).toMatchObject([
      { name: 'types', detail: expect.stringContaining("Property 'nothing' does not exist") },
    ]);
  });

  it('may remove its output folder when it builds, as "rm -rf dist && tsc" does', async () => {
    const build = ['sh', '-c', 'rm -rf out && mkdir out && touch beside.txt && node build.mjs'];
    const subject = listOf({ build, database: null, upstreams: [], vary: {} });
    const found = await open({}, null).reproduce(subject, contextOf());
    expect(found.reproduced).toBe(true);
    const verdict = await prover.prove(subject, candidateOf(FIXED), found, contextOf());
    expect(verdict.steps.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdict.proven).toBe(true);
  });

  it('gets the environment that its definition names, and no secret of the prover', async () => {
    process.env.ADMIN_TOKEN = 'canary';
    process.env.CALLBACK_SECRET = 'canary';
    const subject = listOf({ environment: { CURRENCY: 'EUR', MODE: 'test' } });
    const probe = { kind: 'command' as const, command: ['node', 'print.mjs'], timeoutMs: 5_000 };
    const found = await open().reproduce({ ...subject, fault: { ...subject.fault, probe } }, contextOf());
    delete process.env.ADMIN_TOKEN;
    delete process.env.CALLBACK_SECRET;
    const { output = '' } = found.failures[0] ?? {};
    const environment = JSON.parse(output.trim().split('\n')[0] ?? '');
    expect(environment).toMatchObject({ CURRENCY: 'EUR', MODE: 'test' });
    expect(environment.SHOP_DATABASE).not.toMatch(/suture|scratch|proof|sandbox/);
    expect(environment.PRICES_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(output).not.toContain('canary');
    expect(environment.SHOP_DATABASE).not.toContain(new URL(inject('databaseUrl')).password || 'no password');
  });

  it('is refused when its migrations fail, and can be proven once they do not', async () => {
    const database = shop.database as CompleteDatabase;
    const failing = listOf({ database: { ...database, migrate: ['node', 'refuse.mjs'] } });
    await expect(open().reproduce(failing, contextOf())).rejects.toMatchObject({
      type: 'base_not_buildable',
      message: expect.stringMatching(/node refuse\.mjs: it ended with exit code 1[\s\S]*no/),
    });
    expect(await prover.reproduce(listOf({}), contextOf())).toMatchObject({ reproduced: true });
  });

  it('is refused when it does not start, with the end of its log and without a reproduction', async () => {
    const start = { start: ['node', 'refuse.mjs'] };
    await expect(
      open().reproduce(subjectOf('STOCK', repository.commit, start), contextOf()),
    ).rejects.toMatchObject({
      type: 'base_not_startable',
      message: expect.stringMatching(
        /shop does not start in the sandbox[\s\S]*Its log ends: [\s\S]*Error: no/,
      ),
    });
    // A fault of the health check is the start itself.
    const health = subjectOf('STOCK', repository.commit, { ...start, health: '/stock' });
    const found = await prover.reproduce(health, contextOf());
    expect(found).toMatchObject({
      reproduced: true,
      failures: [expect.objectContaining({ errorClass: 'Error' })],
    });
  });

  it('is refused when it has a database and the prover has no server', async () => {
    await expect(open({}, null).reproduce(listOf({}), contextOf())).rejects.toMatchObject({
      type: 'sandbox_unavailable',
      message: expect.stringContaining('DATABASE_URL'),
    });
  });

  it('is refused when its packages cannot be installed', async () => {
    const install = async () => {
      throw new Error('no registry');
    };
    await expect(open({ install }).reproduce(listOf({}), contextOf())).rejects.toMatchObject({
      type: 'sandbox_unavailable',
      message: expect.stringContaining('no registry'),
    });
  });
});
