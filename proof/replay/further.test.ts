import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { field } from '../fixtures/field/recordings.ts';
import { candidateOf, contextOf, createRepository, proverFor } from '../testing.ts';
import { fieldRecording, fieldSubject } from './testing.ts';

const NAME = '03-negative-offset';
const LIMIT = ['Math.min(limit, 100)', 'Math.min(Math.max(limit, 1), 100)'] as const;
const OFFSET = [', offset]', ', Math.max(offset, 0)]'] as const;

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

/** A failure with a further recording of another request, and one that the commit answers. */
function subjectOf() {
  const { sql, recording } = field[NAME];
  const subject = fieldSubject(NAME, [...sql], fieldRecording(recording), repository.commit);
  const further = [
    fieldRecording({
      ...{
        key: 'limit',
        status: 500,
        sqlstate: '2201W',
        request: { method: 'GET', path: '/audit?limit=-1' },
      },
    }),
    fieldRecording({ key: 'answered', status: 500, request: { method: 'GET', path: '/audit?limit=2' } }),
  ];
  return { ...subject, further };
}

it('replays the further recordings of a failure, and proves no fix that leaves one of them', async () => {
  const subject = subjectOf();
  const path = `${NAME}/service.ts`;
  const text = await readFile(join(repository.folder, 'work', path), 'utf8');
  const found = await prover.reproduce(subject, contextOf());
  expect(found.further).toEqual(['limit']);
  const prove = (content: string) =>
    prover.prove(subject, candidateOf({ path, content }), found, contextOf());
  const partly = await prove(text.replace(...OFFSET));
  expect(partly.summary).toContain(
    'another recorded failure of the incident, GET /audit?limit=-1, is still there',
  );
  const whole = await prove(text.replace(...OFFSET).replace(...LIMIT));
  expect(whole.rungs?.[0]).toMatchObject({
    held: true,
    detail: expect.stringContaining('1 further one recorded for another request passed too'),
  });
});
