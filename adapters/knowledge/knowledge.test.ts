import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import { readSettings } from '../../domain/settings.ts';
import { createTestDatabase } from '../../store/testing.ts';
import { createSecretGuard } from '../secrets/secret-guard.ts';
import { BackboardSettings } from './backboard/settings.ts';
import { describeKnowledge, evidence } from './contract.ts';
import { createPostgresKnowledge } from './postgres.ts';
import { createKnowledge } from './registry.ts';
import { KnowledgeSettings } from './settings.ts';

async function make() {
  const database = await createTestDatabase();
  const knowledge = createPostgresKnowledge({ databaseUrl: database.url });
  return {
    knowledge,
    async close() {
      await knowledge.close();
      await database.drop();
    },
  };
}

describeKnowledge('postgres', make);

describe('the runbooks of docs/runbooks', () => {
  let made: Awaited<ReturnType<typeof make>>;

  beforeAll(async () => {
    made = await make();
    const folder = new URL('../../docs/runbooks/', import.meta.url);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.md'));
    const runbooks = await Promise.all(
      files.map(async (name) => {
        const body = await readFile(new URL(name, folder), 'utf8');
        return { id: name, title: /^# (.+)$/m.exec(body)?.[1] ?? name, body };
      }),
    );
    await made.knowledge.syncRunbooks(runbooks);
  });
  afterAll(() => made.close());

  const cases: [string, Partial<Evidence> & { failure: Record<string, unknown> }][] = [
    [
      'malformed-sql.md',
      {
        failure: {
          sqlstate: '42601',
          errorClass: 'DatabaseError',
          message: 'syntax error at or near "form"',
        },
      },
    ],
    ['malformed-sql.md', { failure: { sqlstate: '42703', message: 'column "nmae" does not exist' } }],
    [
      'statement-timeout.md',
      { failure: { sqlstate: '57014', message: 'canceling statement due to statement timeout' } },
    ],
    [
      'slow-upstream.md',
      {
        failure: {
          status: 504,
          reason: 'timeout',
          errorClass: 'TimeoutError',
          message: 'The operation was aborted due to timeout',
        },
      },
    ],
    [
      'malformed-upstream-payload.md',
      { failure: { status: 504, reason: 'wrong_data', message: 'the payload is malformed' } },
    ],
    [
      'upstream-5xx-retry.md',
      { failure: { status: 502, reason: 'upstream_failure', message: 'upstream answered 503' } },
    ],
    [
      'connection-pool-exhausted.md',
      {
        failure: { message: 'timeout exceeded when trying to connect', errorClass: 'Error' },
        logLines: ['pool exhausted'],
      },
    ],
    [
      'undefined-property.md',
      {
        failure: { errorClass: 'TypeError', message: "Cannot read properties of undefined (reading 'name')" },
      },
    ],
    [
      'missing-await.md',
      { failure: { errorClass: 'UnhandledPromiseRejection', message: 'Promise rejected, missing await' } },
    ],
    [
      'transaction-conflict.md',
      { failure: { sqlstate: '40001', message: 'could not serialize access due to concurrent update' } },
    ],
    ['transaction-conflict.md', { failure: { sqlstate: '40P01', message: 'deadlock detected' } }],
    [
      'permission-denied.md',
      { failure: { sqlstate: '42501', message: 'permission denied for table salaries' } },
    ],
    [
      'wrong-result.md',
      { failure: { status: 200, message: 'answered {"fees":[610,490]} instead of {"fees":[0,490]}' } },
    ],
  ];

  it.each(cases)('%s is first for its failure', async (file, given) => {
    const { hits } = await made.knowledge.search(evidence(given), 3);
    expect(hits[0]?.id).toBe(file);
    expect(hits[0]?.excerpt.length).toBeGreaterThan(100);
  });
});

describe('the registry', () => {
  const registry = (environment: Record<string, string>) =>
    createKnowledge(
      readSettings(environment, KnowledgeSettings, BackboardSettings),
      createSecretGuard([]),
      () => {},
    );

  it.each([
    [{}, /KNOWLEDGE is "postgres" but DATABASE_URL/],
    [{ KNOWLEDGE: 'backboard' }, /BACKBOARD_API_KEY is not set/],
    [
      { KNOWLEDGE: 'backboard', BACKBOARD_API_KEY: 'key', KNOWLEDGE_FALLBACK: 'postgres' },
      /KNOWLEDGE_FALLBACK is "postgres" but DATABASE_URL/,
    ],
  ])('asks for what is missing: %j', (environment, sentence) => {
    expect(() => registry(environment as Record<string, string>)).toThrow(sentence);
  });
});
