import { expect, it } from 'vitest';
import { rightKind, statusesIn } from './right-kind.ts';

const known = { kind: 'error' as const, answered: null, upstreamFailed: false, inUse: false };
const judged = (status: number, sqlstate: string | null, used: number[] = [], more = {}) =>
  rightKind({ status, known: { ...known, ...more }, failures: [{ sqlstate }], used });

it.each([
  ['a conflict with 409', 409, '23505', 'a conflict, which is answered with 409'],
  ['bad input as the service does elsewhere', 422, '22P02', 'refused with 422, as its code does elsewhere'],
  ['work that is done', 200, null, 'answered with 200'],
])('takes %s', (_, status, sqlstate, detail) => {
  expect(judged(status, sqlstate, [422])).toEqual({ wrong: null, detail: expect.stringContaining(detail) });
});

it.each([
  ['a conflict with 400', 400, '23505', [], '409 is usual: decide'],
  ['bad input with 400 where the service answers 422', 400, '22001', [404, 422], 'with 422: decide'],
  [
    'a refusal where the database objected to nothing',
    400,
    null,
    [400],
    'nobody said that it is wrong: decide',
  ],
])('leaves %s to a person', (_, status, sqlstate, used, detail) => {
  expect(judged(status, sqlstate, used)).toEqual({ wrong: null, detail: expect.stringContaining(detail) });
});

it.each([
  ['a conflict', 404, '23505'],
  ['a conflict', 429, '23505'],
  ['bad input', 401, '22P02'],
  ['bad input', 418, '23502'],
])('refuses %s with %s', (_, status, sqlstate) => {
  expect(judged(status, sqlstate).wrong).toContain(`answered with ${status}`);
});

it('refuses to call what others refer to missing', () => {
  expect(judged(404, '23503', [], { inUse: true }).wrong).toContain('as if it were not there');
  expect(judged(409, '23503', [], { inUse: true }).wrong).toBeNull();
  expect(judged(404, '23503').wrong).toBeNull();
});

it('takes 502 and 504 where an upstream failed', () => {
  expect(judged(504, null, [], { upstreamFailed: true }).detail).toContain('an upstream failed');
});

it.each([
  ['Express', "res.status(422).json({ error: 'no' });", [422]],
  ['Fastify', 'reply.code(404).send();', [404]],
  ['Koa', "ctx.throw(409, 'taken');", [409]],
  ['Hono', 'throw new HTTPException(400);', [400]],
  ['http-errors', 'throw createError.Conflict();', [409]],
  ['boom', 'throw Boom.badRequest(); throw Boom.notFound();', [400, 404]],
  ['NestJS', 'throw new UnprocessableEntityException(); throw new NotFoundException();', [404, 422]],
  ['errors of its own', 'throw new ValidationError(problems);', [422]],
  ['constants', 'return send(res, StatusCodes.BAD_REQUEST);', [400]],
])('reads the statuses of code with %s', (_, text, statuses) => {
  expect(statusesIn(text)).toEqual(statuses);
});

it('takes no other number for a status', () => {
  expect(statusesIn('setTimeout(work, 4000); const port = 8400; const part = v.404;')).toEqual([]);
});

it('refuses a status that callers know for no refusal', () => {
  expect(judged(499, null).wrong).toContain('refused with 499, which names no refusal');
  expect(judged(429, null).wrong).toBeNull();
  expect(judged(499, null, [499]).wrong).toBeNull();
});
