import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Reproduction } from '../domain/ports/prover.ts';
import { candidateOf, contextOf, createRepository, proverFor, subjectOf } from './testing.ts';

let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
const reproductions = new Map<string, Promise<Reproduction>>();

beforeAll(async () => {
  repository = await createRepository('shop');
  prover = proverFor(repository, inject('databaseUrl'));
});
afterAll(async () => {
  await prover?.close();
  await repository?.remove();
});

function reproduce(code: string): Promise<Reproduction> {
  const known = reproductions.get(code);
  if (known) return known;
  const made = prover.reproduce(subjectOf(code, repository.commit), contextOf());
  reproductions.set(code, made);
  return made;
}

/** Proves a file whose one function has this body. */
async function prove(code: string, body: string, { before = '', name = '', argument = 'client' } = {}) {
  const subject = subjectOf(code, repository.commit);
  const path = subject.fault.allowedFiles[0] as string;
  const type = argument === 'client' ? "import('pg').PoolClient" : 'string';
  const content = `${before}
/** @param {${type}} ${argument} */
export async function ${name || code.toLowerCase()}(${argument}) {
  ${body}
}
`;
  return prover.prove(subject, candidateOf({ path, content }), await reproduce(code), contextOf());
}

describe('a reproduction', () => {
  it('reports what the database refused, and where', async () => {
    const found = await reproduce('STATEMENT');
    expect(found).toMatchObject({ reproduced: true, runs: 5 });
    expect(found.failures).toEqual([
      expect.objectContaining({
        count: 5,
        status: 500,
        reason: 'failed',
        sqlstate: '42601',
        statement: 'SELECT 1 +',
        errorClass: 'error',
        frames: expect.arrayContaining([expect.objectContaining({ path: 'faults/statement.mjs', line: 3 })]),
      }),
    ]);
    expect(found.schema).toEqual([{ table: 'items', columns: ['id', 'amount'] }]);
  });

  it('reports the hint of the database and the parameters of the failed statement', async () => {
    const found = await reproduce('STOCK');
    expect(found.failures[0]).toMatchObject({ sqlstate: '42703', hint: expect.stringContaining('amount') });
    expect(found.observations.statements).toContainEqual(
      expect.objectContaining({
        text: 'SELECT amuont FROM items WHERE id = $1',
        outcome: 'failed',
        count: 5,
      }),
    );
  });

  it('measures a slow upstream after its caller gives up, and reports each way to fail', async () => {
    const found = await reproduce('PRICE');
    expect(found.runs).toBe(20);
    expect(found.failures.map(({ reason }) => reason).sort()).toEqual(['failed', 'wrong_data']);
    const [prices] = found.observations.upstreams;
    expect(prices).toMatchObject({ name: 'prices', calls: 20, statuses: { 200: 20 } });
    expect(prices?.maxLatencyMs).toBeGreaterThan(1_290);
    expect(prices?.samples).toContain('{"price":"seven"}');
  });

  it('reports a statement that was cut off', async () => {
    const found = await reproduce('SLOW');
    expect(found.observations.statements).toContainEqual(
      expect.objectContaining({ text: 'SELECT pg_sleep(1)', sqlstate: '57014', outcome: 'failed', count: 5 }),
    );
  });

  it('makes one worktree for a definition in the order of its file and in that of the store', async () => {
    const folders: string[] = [];
    const { codeHost } = repository;
    const counting = {
      ...repository,
      codeHost: {
        ...codeHost,
        checkout: async (commit: string, folder: string) => {
          folders.push(folder);
          await codeHost.checkout(commit, folder);
        },
      },
    };
    const another = proverFor(counting, inject('databaseUrl'));
    try {
      const subject = subjectOf('LIST', repository.commit);
      const { definition } = subject.service;
      const kept = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(definition).toReversed())));
      await another.reproduce(subject, contextOf());
      const service = { ...subject.service, definition: kept };
      await another.reproduce({ ...subject, service }, contextOf());
      expect(folders).toHaveLength(1);
    } finally {
      await another.close();
    }
  });
});

describe('a statement that the database refuses', () => {
  it('is fixed', async () => {
    const verdict = await prove('STATEMENT', "await client.query('SELECT 1 + 1');");
    expect(verdict).toMatchObject({ proven: true, runs: 5, passedRuns: 5 });
    expect(verdict.summary).toBe(
      '5 of 5 runs of this request passed: at least 50 % of its runs succeed, with 95 % confidence. The figure says nothing about any other request',
    );
    expect(verdict.steps.map((step) => [step.name, step.passed])).toEqual(
      ['files', 'exports', 'powers', 'types', 'build', 'start', 'probe', 'side_effects'].map((name) => [
        name,
        true,
      ]),
    );
  });

  it('may not be caught', async () => {
    const verdict = await prove('STATEMENT', "await client.query('SELECT 1 + ').catch(() => {});");
    expect(verdict).toMatchObject({ proven: false, passedRuns: 5 });
    expect(verdict.steps.at(-1)).toMatchObject({
      name: 'side_effects',
      detail: expect.stringContaining('42601'),
    });
  });

  it('may not be left out', async () => {
    const verdict = await prove('STATEMENT', 'void client;');
    expect(verdict.steps.at(-1)).toMatchObject({
      name: 'side_effects',
      passed: false,
      detail: expect.stringContaining('may be changed, not left out'),
    });
  });

  it('may not be replaced by a setting or a transaction', async () => {
    const verdict = await prove(
      'STATEMENT',
      "await client.query('SAVEPOINT a'); await client.query('SHOW port');",
    );
    expect(verdict).toMatchObject({ proven: false, summary: expect.stringContaining('side effects') });
  });
});

describe('a wrong column', () => {
  it('is fixed', async () => {
    const verdict = await prove(
      'STOCK',
      "const { rows } = await client.query('SELECT amount FROM items WHERE id = $1', [1]); return { amount: rows[0].amount };",
    );
    expect(verdict).toMatchObject({ proven: true, summary: expect.stringContaining('passed') });
  });

  it('may not be answered without its table', async () => {
    const verdict = await prove('STOCK', "await client.query('SELECT 1'); return { amount: 12 };");
    expect(verdict).toMatchObject({ proven: false, summary: expect.stringContaining('of its kind') });
  });
});

describe('a statement that was cut off', () => {
  const limit = 'await client.query("SET LOCAL statement_timeout = \'9s\'");';

  it('is fixed by more time', async () => {
    const verdict = await prove('SLOW', `${limit} await client.query('SELECT pg_sleep(1)');`);
    expect(verdict).toMatchObject({ proven: true, passedRuns: 5 });
  });

  it.each([
    ['made shorter', `${limit} await client.query('SELECT pg_sleep(0)');`],
    ['made shorter by a parameter', `${limit} await client.query('SELECT pg_sleep($1)', [0]);`],
    ['left out', limit],
    ['hidden', `${limit} await client.query('SELECT pg_sleep(1) /* no */ * 0');`],
  ])('may not be %s', async (_, body) => {
    const verdict = await prove('SLOW', body);
    expect(verdict.proven).toBe(false);
  });
});

describe('a flaky upstream', () => {
  const ask = `const response = await fetch(\`\${url}/price\`, { signal: AbortSignal.timeout(5000) });
    const body = /** @type {any} */ (await response.json());`;

  it('is fixed by a longer limit and retries', async () => {
    const verdict = await prove(
      'PRICE',
      `for (let tries = 0; tries < 16; tries += 1) {
        ${ask}
        if (typeof body.price === 'number') return { price: body.price };
      }
      throw new Error('no price');`,
      { argument: 'url' },
    );
    expect(verdict).toMatchObject({ proven: true, runs: 29, passedRuns: 29 });
  });

  it('is not fixed by code that passes only sometimes', async () => {
    const verdict = await prove(
      'PRICE',
      `${ask} if (typeof body.price !== 'number') throw new Error('wrong'); return { price: body.price };`,
      { argument: 'url' },
    );
    expect(verdict.proven).toBe(false);
    expect(verdict.passedRuns).toBeGreaterThan(0);
    expect(verdict.steps.at(-1)).toMatchObject({ name: 'probe', passed: false });
  });

  it.each([
    ['the value in production', "return { price: typeof body.price === 'number' ? body.price : 7 };"],
    ['nothing but a constant', 'return { price: 7 };'],
  ])('may not be answered with %s', async (_, end) => {
    const verdict = await prove('PRICE', `${ask} ${end}`, { argument: 'url' });
    expect(verdict).toMatchObject({ proven: false, summary: expect.stringContaining('instead of') });
  });
});

describe('a command', () => {
  it('reproduces by its exit code and proves by it', async () => {
    const found = await reproduce('LIST');
    expect(found).toMatchObject({ reproduced: true });
    expect(found.failures[0]).toMatchObject({
      errorClass: 'Error',
      status: 1,
      message: expect.stringContaining('last is wrong'),
    });
    const subject = subjectOf('LIST', repository.commit);
    const fixed = (body: string) =>
      candidateOf({
        path: 'faults/list.mjs',
        content: `/** @param {number[]} list */\nexport function last(list) {\n  ${body}\n}\n`,
      });
    const good = await prover.prove(subject, fixed('return list[list.length - 1];'), found, contextOf());
    expect(good).toMatchObject({ proven: true, passedRuns: 5 });
    const bad = await prover.prove(subject, fixed('process.exit(0);'), found, contextOf());
    expect(bad).toMatchObject({ proven: false, summary: expect.stringContaining('process.exit') });
    const endless = await prover.prove(subject, fixed('for (;;) void list;'), found, contextOf());
    expect(endless).toMatchObject({ proven: false, summary: expect.stringContaining('ran out of time') });
  });
});

describe('a proof beside its reproduction', () => {
  const beside = async (body: string) => {
    const subject = subjectOf('STATEMENT', repository.commit);
    const content = `\n/** @param {import('pg').PoolClient} client */\nexport async function statement(client) {\n  ${body}\n}\n`;
    const candidate = candidateOf({ path: subject.fault.allowedFiles[0] as string, content });
    const reproducing = prover.reproduce(subject, contextOf());
    return prover.prove(subject, candidate, reproducing, contextOf());
  };

  it('is judged as one that begins afterwards, and says how long both ran', async () => {
    const { besideMs = 0, durationMs, ...verdict } = await beside("await client.query('SELECT 1 + 1');");
    expect(verdict).toMatchObject({ proven: true, passedRuns: 5, powers: [] });
    expect(besideMs).toBeGreaterThan(0);
    expect(durationMs).toBeGreaterThanOrEqual(besideMs);
  });

  it('is refused for work that only the reproduction shows to be missing', async () => {
    const verdict = await beside('void client;');
    expect(verdict).toMatchObject({ proven: false, summary: expect.stringContaining('side effects') });
  });

  it('has no verdict when the fault could not be replayed', async () => {
    const subject = subjectOf('STATEMENT', repository.commit);
    const content = 'export async function statement(client) {\n  await client.query("SELECT 2");\n}\n';
    const candidate = candidateOf({ path: subject.fault.allowedFiles[0] as string, content });
    const failing = Promise.reject(new Error('the replay has failed'));
    failing.catch(() => {});
    const proof = prover.prove(subject, candidate, failing, contextOf());
    await expect(proof).rejects.toThrow('the replay has failed');
  });
});

describe('what does not hold together', () => {
  it.each([
    ['types', "await client.query('SELECT 1 + 1'); client.quarry();", 'quarry'],
    ['powers', "await import('node:fs');", 'node:fs'],
    ['exports', 'await client.query(', 'does not parse'],
    ['files', `return ${'['.repeat(12_000)}${']'.repeat(12_000)};`, 'nested too deeply'],
  ])('is refused by its %s', async (step, body, detail) => {
    const verdict = await prove('STATEMENT', body);
    expect(verdict).toMatchObject({ proven: false });
    expect(verdict.steps.find(({ passed }) => !passed)).toMatchObject({
      name: step,
      detail: expect.stringContaining(detail),
    });
  });

  it('is proven with its powers named when it only does more than before', async () => {
    const verdict = await prove(
      'STATEMENT',
      "await client.query('SELECT 1 + 1'); }\nexport function more() {",
    );
    expect(verdict).toMatchObject({
      proven: true,
      powers: [{ kind: 'export', what: 'exports more', refused: false }],
    });
    expect(verdict.steps.find(({ name }) => name === 'powers')?.detail).toBe(
      'a person must approve: it newly exports more (faults/statement.mjs)',
    );
  });

  it('is refused when it does not build, or does not start', async () => {
    const fine = "await client.query('SELECT 1 + 1');";
    const unbuilt = await prove('STATEMENT', fine, { before: "throw new Error('not today');" });
    expect(unbuilt.steps.at(-1)).toMatchObject({
      name: 'build',
      detail: expect.stringContaining('not today'),
    });
    const subject = subjectOf('STOCK', repository.commit);
    const stopped = await prover.prove(
      subject,
      candidateOf({
        path: 'faults/stock.mjs',
        content:
          '/** @returns {Promise<any>} */\nexport async function stock() {}\nthrow new Error("not today");\n',
      }),
      await reproduce('STOCK'),
      contextOf(),
    );
    expect(stopped.steps.at(-1)).toMatchObject({ name: 'start', passed: false });
    expect(stopped.failures[0]).toMatchObject({
      message: expect.stringContaining('not today'),
      frames: [expect.objectContaining({ path: 'faults/stock.mjs', line: 3 })],
    });
  });

  it('is refused for any other file', async () => {
    const subject = subjectOf('STATEMENT', repository.commit);
    for (const path of [
      'server.mjs',
      '../server.mjs',
      '/etc/hosts',
      'faults/../server.mjs',
      'faults/new.mjs',
    ]) {
      const candidate = candidateOf({ path, content: '' });
      const verdict = await prover.prove(subject, candidate, await reproduce('STATEMENT'), contextOf());
      expect(verdict).toMatchObject({ proven: false, steps: [{ name: 'files', passed: false }] });
    }
  });
});
