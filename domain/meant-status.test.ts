import { expect, it } from 'vitest';
import { meantStatus } from './meant-status.ts';

const error = (extensions?: object, more: object = { path: ['user'] }) => ({
  message: 'It failed.',
  locations: [{ line: 1, column: 3 }],
  ...more,
  ...(extensions && { extensions }),
});
const graphql = (...errors: object[]) => ({ data: { user: null }, errors });
const trpc = (httpStatus: number) => ({
  error: {
    message: 'It failed.',
    code: -32603,
    data: { code: 'INTERNAL_SERVER_ERROR', httpStatus, path: 'user' },
  },
});
const { error: inner } = trpc(500);

it.each<[string, number, unknown, number]>([
  ['an answer of GraphQL without errors', 200, { data: { user: null } }, 200],
  ['what a resolver threw, without a code', 200, graphql(error()), 500],
  [
    'what a resolver threw, with the code that servers add',
    200,
    graphql(error({ code: 'INTERNAL_SERVER_ERROR' })),
    500,
  ],
  ['extensions that name no code', 200, graphql(error({ timestamp: 1 })), 500],
  ['a refusal by its code', 200, graphql(error({ code: 'NOT_FOUND' })), 404],
  ['a refusal by a code of its own', 200, graphql(error({ code: 'USERNAME_TAKEN' })), 400],
  ['a refusal by the status beside it', 200, graphql(error({ http: { status: 422 } })), 422],
  ['one failure beside a refusal', 200, graphql(error({ code: 'FORBIDDEN' }), error()), 500],
  ['an error of which the message is left', 200, { data: null, errors: [{ message: 'It failed.' }] }, 500],
  ['a status in front of the message', 200, { data: null, errors: [{ message: '404 Not Found: it' }] }, 404],
  ['errors without data that name no place', 200, { errors: [{ message: 'It failed.' }] }, 200],
  ['a query that cannot be read', 200, { errors: [error(undefined, {})] }, 400],
  ['a failure in a batch of GraphQL', 200, [{ data: {} }, graphql(error())], 500],
  ['a failure in a batch of tRPC', 207, [{ result: { data: 1 } }, trpc(500)], 500],
  ['a failure in a batch of tRPC with a transformer', 207, [{ error: { json: inner } }], 500],
  ['a refusal in a batch of tRPC', 207, [{ result: { data: 1 } }, trpc(404)], 404],
  ['a status that says so itself', 503, graphql(error({ code: 'NOT_FOUND' })), 503],
  ['errors of a form, in an answer of another kind', 200, { saved: 0, errors: [error()] }, 200],
  ['an error that is a text', 200, { error: 'none' }, 200],
  ['a text', 200, 'errors', 200],
  ['a list of anything', 200, [1, null, { errors: 'no' }], 200],
])('reads %s', (_what, status, body, meant) => {
  expect(meantStatus({ status, body })).toBe(meant);
});
