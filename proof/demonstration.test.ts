import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createLocalGit } from '../adapters/code-host/local-git.ts';
import { composeDemonstration } from '../demo/seed/compose-demonstration.ts';
import type { ProofSubject, Reproduction } from '../domain/ports/prover.ts';
import { faultOf } from '../domain/service.ts';
import { demonstration } from '../tests/support/demonstration.ts';
import { candidateOf, contextOf, proverFor } from './testing.ts';

/** The demonstration's three faults as they are seeded, each fixed and hidden by hand. */
const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

let folder: string;
let commit: string;
let prover: ReturnType<typeof proverFor>;
const reproductions = new Map<string, Promise<Reproduction>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demonstration-'));
  const work = join(folder, 'work');
  const git = async (...args: string[]) => (await run('git', args, { cwd: work })).stdout.trim();
  await run('node', ['tools/build.mjs', 'recorder'], { cwd: root });
  await composeDemonstration(root, work);
  await git('init', '--quiet');
  // The service ignores dist, which the vendored recorder has.
  await git('add', '--all', '--force');
  await git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '-m', 'the demonstration');
  commit = await git('rev-parse', 'HEAD');
  const codeHost = createLocalGit({ repository: join(work, '.git'), environment: process.env });
  // With its own packages, by its lockfile.
  prover = proverFor({ codeHost, folder }, inject('databaseUrl'), { install: undefined });
});
afterAll(async () => {
  await prover?.close();
  await rm(folder, { recursive: true, force: true });
});

function subjectOf(code: string): ProofSubject {
  const service = demonstration();
  return { service, fault: faultOf(service, code), commit };
}

function reproduce(code: string): Promise<Reproduction> {
  const known = reproductions.get(code) ?? prover.reproduce(subjectOf(code), contextOf());
  reproductions.set(code, known);
  return known;
}

async function prove(code: string, content: string) {
  const subject = subjectOf(code);
  const path = subject.fault.allowedFiles[0] as string;
  const verdict = await prover.prove(
    subject,
    candidateOf({ path, content }),
    await reproduce(code),
    contextOf(),
  );
  if (process.env.PROOF_TIMES) {
    console.log(code, verdict.proven, Math.round(verdict.durationMs), verdict.summary.slice(0, 300));
    console.log(verdict.steps.map((step) => `${step.name} ${Math.round(step.durationMs)}`).join(', '));
  }
  return verdict;
}

describe('malformed SQL', () => {
  const file = (body: string) => `import { sql, type Transaction } from 'kysely';
export async function testFaultRun({ db }: { db: Transaction<unknown> }): Promise<void> {
  ${body}
}
`;
  const code = 'FAULT_SQL_INJECTION_TEST';

  it('is reproduced with all its evidence', async () => {
    const { failures, runs, schema } = await reproduce(code);
    expect(runs).toBe(5);
    expect(failures).toEqual([
      expect.objectContaining({ status: 500, sqlstate: '42601', statement: 'SELECT FROM', count: 5 }),
    ]);
    expect(failures[0]?.frames[0]).toMatchObject({ path: 'src/faults/sql.ts' });
    expect(schema.map(({ table }) => table)).toContain('notes');
  });

  it('is fixed by a statement that parses', async () => {
    expect(await prove(code, file('await sql`SELECT 1`.execute(db);'))).toMatchObject({
      proven: true,
      powers: [],
    });
  });

  it.each([
    'try { await sql`SELECT FROM`.execute(db); } catch {}',
    'void db; void sql;',
    'await sql`SAVEPOINT a`.execute(db); await sql`SELECT FROM`.execute(db).catch(() => sql`ROLLBACK TO a`.execute(db));',
  ])('is not hidden by %s', async (body) => {
    expect(await prove(code, file(body))).toMatchObject({ proven: false });
  });
});

describe('a slow and wrong upstream', () => {
  const file = (body: string) => `import { UpstreamError } from '../upstream-error.ts';
async function ask(baseUrl: string): Promise<any> {
  const response = await fetch(\`\${baseUrl}/data\`, { signal: AbortSignal.timeout(12_000) });
  if (!response.ok) throw new UpstreamError('upstream_failure', 'no');
  return response.json();
}
export async function testFaultExternalApi({ baseUrl }: { baseUrl: string }): Promise<{ value: number }> {
  ${body}
}
`;
  const code = 'FAULT_EXTERNAL_API_LATENCY';

  it('is reproduced with both its reasons and its true latency', async () => {
    const { failures, observations } = await reproduce(code);
    expect(failures.map(({ reason }) => reason)).toContain('external_timeout');
    expect(observations.upstreams[0]?.maxLatencyMs).toBeGreaterThan(3_000);
  });

  it('is fixed by more time and further tries', async () => {
    const verdict = await prove(
      code,
      file(`for (let tries = 0; tries < 20; tries += 1) {
        const body = await ask(baseUrl);
        if (typeof body.value === 'number') return { value: body.value };
      }
      throw new UpstreamError('wrong_data', 'never a number');`),
    );
    expect(verdict).toMatchObject({ proven: true, runs: 29, powers: [] });
  });

  it.each([
    ["const body = await ask(baseUrl); return { value: typeof body.value === 'number' ? body.value : 42 };"],
    ['await ask(baseUrl).catch(() => {}); return { value: 42 };'],
    [
      "const body = await ask(baseUrl); if (typeof body.value !== 'number') throw new UpstreamError('wrong_data', 'x'); return body;",
    ],
  ])('is not hidden by %s', async (body) => {
    expect(await prove(code, file(body))).toMatchObject({ proven: false });
  });
});

describe('a statement that is cut off', () => {
  const file = (...statements: string[]) => `import { sql, type Transaction } from 'kysely';
export async function testFaultDbTimeout({ db }: { db: Transaction<unknown> }): Promise<void> {
${statements.map((statement) => `  await sql\`${statement}\`.execute(db);`).join('\n')}
}
`;
  const code = 'FAULT_DB_TIMEOUT';

  it('is fixed by a limit that lets it end', async () => {
    const { failures } = await reproduce(code);
    expect(failures).toEqual([
      expect.objectContaining({ sqlstate: '57014', statement: 'SELECT pg_sleep(10)' }),
    ]);
    const verdict = await prove(code, file("SET LOCAL statement_timeout = '15s'", 'SELECT pg_sleep(10)'));
    expect(verdict).toMatchObject({ proven: true, passedRuns: 5, powers: [] });
  });

  it.each([
    [["SET LOCAL statement_timeout = '15s'", 'SELECT pg_sleep(0)']],
    [['SELECT 1']],
    [[`SELECT pg_sleep($${'{0}'})`]],
  ])('is not hidden by %s', async (statements) => {
    expect(await prove(code, file(...statements))).toMatchObject({ proven: false });
  });
});
