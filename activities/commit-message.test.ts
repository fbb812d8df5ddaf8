import { expect, it } from 'vitest';
import { commitMessage } from './commit-message.ts';

const subjectOf = (code: string, reason: string) =>
  commitMessage(code, reason, 'LIVE-0001', 'k').split('\n', 1)[0] ?? '';

it('keeps a short reason in the subject, and says nothing twice', () => {
  expect(commitMessage('FAULT_X', 'Awaits the rows.', 'LIVE-0001', 'k')).toBe(
    '[FAULT:FAULT_X] Awaits the rows.\n\nSuture-Incident: LIVE-0001\nSuture-Key: k\n',
  );
});

it('cuts a long reason to a subject of 72 characters, and has the whole of it in the body', () => {
  const reason = `Verified in LIVE-0001: ${'"rows" is still a promise; await it. '.repeat(8)}`;
  const message = commitMessage('FAULT_DB_TIMEOUT', reason, 'LIVE-0002', 'k');
  const [subject = '', , body] = message.split('\n');
  expect(subject.length).toBeLessThanOrEqual(72);
  expect(subject).toMatch(/^\[FAULT:FAULT_DB_TIMEOUT\] Verified in LIVE-0001: .*…$/);
  expect(body).toBe(reason.trim());
});

it('has some of the reason after a prefix that is longer than a subject', () => {
  const subject = subjectOf('A'.repeat(80), 'Awaits the rows, and the rows of the other table.');
  expect(subject).toMatch(/\] Awaits the rows.*…$/);
  expect(subject.length).toBeLessThanOrEqual('[FAULT:] '.length + 80 + 20);
});

it('cuts no character in half', () => {
  for (let length = 40; length < 48; length += 1) {
    expect(subjectOf('FAULT_X', `${'a'.repeat(length)}${'😀'.repeat(20)}`)).not.toMatch(/[\ud800-\udbff]…$/);
  }
});
