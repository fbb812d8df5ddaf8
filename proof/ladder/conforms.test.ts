import { expect, it } from 'vitest';
import { conformsTo } from './conforms.ts';

const document = {
  openapi: '3.0.3',
  servers: [{ url: 'https://shop.example/api' }],
  paths: {
    '/orders/{id}': {
      get: {
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
          404: { $ref: '#/components/responses/Refusal' },
          '5XX': { description: 'no body' },
        },
      },
    },
    '/orders/latest': {
      get: { responses: { 200: { content: { 'application/json': { schema: { type: 'array' } } } } } },
    },
    '/elsewhere': {
      get: {
        responses: {
          200: { content: { 'application/json': { schema: { $ref: 'https://x.example/a.json#/A' } } } },
        },
      },
    },
    '/slow': {
      get: {
        responses: {
          200: { content: { 'application/json': { schema: { type: 'string', pattern: '^(a+)+$' } } } },
        },
      },
    },
  },
  components: {
    responses: {
      Refusal: {
        content: {
          'application/problem+json': {
            schema: { required: ['error'], properties: { error: { type: 'string' } } },
          },
        },
      },
    },
    schemas: {
      Order: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'integer' }, note: { type: 'string', nullable: true } },
      },
    },
  },
};

it.each([
  ['a body that fits', '/orders/1', 200, { id: 1, note: null }, true, 'as the document describes it'],
  [
    'a body without what is required',
    '/orders/1?x=1',
    200,
    {},
    false,
    "the body must have required property 'id'",
  ],
  ['a path below a server', '/api/orders/1', 200, { id: 'a' }, false, 'the body/id must be integer'],
  ['a path before a template', '/orders/latest', 200, [], true, 'as the document describes it'],
  ['a response behind a reference', '/orders/1', 404, { error: 1 }, false, 'the body/error must be string'],
  ['a class of statuses', '/orders/1', 503, 'x', true, 'names the answer 503'],
  ['a status that is not named', '/orders/1', 409, {}, null, 'names no answer 409 of GET /orders/1'],
  ['a path that is not described', '/items', 200, {}, null, 'does not describe GET /items'],
  ['a reference to another document', '/elsewhere', 200, {}, null, 'cannot be used'],
  ['a pattern that takes for ever', '/slow', 200, `${'a'.repeat(40)}!`, null, 'timed out'],
])('judges %s', (_, path, status, body, held, detail) => {
  const found = conformsTo(document, { request: { method: 'GET', path }, status, body });
  expect(found).toEqual({ held, detail: expect.stringContaining(detail) });
});

it('reads a document of Swagger 2.0', () => {
  const old = {
    swagger: '2.0',
    basePath: '/v1',
    paths: { '/a': { get: { responses: { 200: { schema: { type: 'array' } } } } } },
  };
  const given = { request: { method: 'GET', path: '/v1/a' }, status: 200, body: {} };
  expect(conformsTo(old, given)).toMatchObject({ held: false });
});
