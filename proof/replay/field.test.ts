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

it.concurrent.each(Object.keys(field) as (keyof typeof field)[])(
  'reproduces %s from its recording alone',
  async (name) => {
    const { sql, recording } = field[name];
    const subject = fieldSubject(name, [...sql], fieldRecording(recording), repository.commit);
    const found = await prover.reproduce(subject, contextOf());
    expect(found.reproduced).toBe(true);
    expect(found.differences).toEqual([]);
  },
);
