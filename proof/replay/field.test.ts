import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { field } from '../fixtures/field/recordings.ts';
import { contextOf, createRepository, proverFor } from '../testing.ts';
import { fieldRecording, fieldSubject } from './testing.ts';

let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
beforeAll(async () => {
  repository = await createRepository('field');
  prover = proverFor(repository, inject('databaseUrl'));
});
afterAll(async () => {
  await prover?.close();
  await repository?.remove();
});

it('does not count a replay that fails with another error', async () => {
  const { sql, recording } = field['03-negative-offset'];
  const { request } = recording;
  const other = fieldRecording({
    request,
    status: 500,
    errorClass: 'TypeError',
    message: 'x is not iterable',
  });
  const subject = fieldSubject('03-negative-offset', [...sql], other, repository.commit);
  const found = await prover.reproduce(subject, contextOf());
  expect([found.reproduced, found.failures.length]).toEqual([false, 1]);
  expect(found.differences?.[0]).toMatch(
    /Production failed with “TypeError: x is not iterable”, the sandbox with “error: OFFSET/,
  );
});
