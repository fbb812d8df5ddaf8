import { expect, it } from 'vitest';
import { examplesIn } from './document-examples.ts';
import { writtenInTests } from './written-in-tests.ts';

const request = {
  method: 'POST',
  path: '/v1/rooms/9/stays?view=short',
  headers: { authorization: 'Bearer a' },
  body: { guest: 'ada', nights: 0 },
};

it('takes the examples, defaults and permitted values of a document', () => {
  const document = {
    servers: [{ url: 'https://rooms.example/v1' }],
    paths: {
      '/rooms/{room}/stays': {
        post: {
          parameters: [
            { name: 'room', in: 'path', schema: { type: 'integer', example: 3 } },
            { $ref: '#/components/parameters/view' },
            { name: 'x-tenant', in: 'header', example: 'a' },
          ],
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Stay' } } } },
        },
      },
    },
    components: {
      parameters: {
        view: { name: 'view', in: 'query', schema: { enum: ['short', 'long'], default: 'short' } },
      },
      schemas: {
        Stay: {
          required: ['guest', 'nights'],
          properties: {
            guest: { type: 'string', example: 'bob' },
            nights: { type: 'integer', default: 2 },
            note: {},
          },
        },
      },
    },
  };
  expect(examplesIn(document, request)).toEqual([
    { ...request, path: '/v1/rooms/3/stays?view=short' },
    request,
    { ...request, path: '/v1/rooms/9/stays?view=long' },
    { ...request, body: { guest: 'bob', nights: 2 } },
  ]);
  expect(examplesIn(document, { ...request, method: 'GET' })).toEqual([]);
});

it('takes addresses of its route and bodies like its own from tests, and nothing that is made up of names', () => {
  const text = `
    test('books', async () => {
      await request(app).post('/v1/rooms/4/stays').send({ guest: 'eve', nights: 2, tags: ['a'] }).expect(201);
      await fetch(\`\${base}/v1/rooms/5/stays?view=long\`, { method: 'POST', body: JSON.stringify({ guest: 'kim' }) });
      await request(app).post('/v1/rooms/4/bills').send({ guest: name, nights: 2 });
      await request(app).post('/v1/rooms').send({ floor: 2 });
    });`;
  expect(writtenInTests([{ path: 'test/stays.test.js', text }], '/v1/rooms/:room/stays', request)).toEqual([
    { ...request, body: { guest: 'eve', nights: 2, tags: ['a'] } },
    { ...request, body: { guest: 'kim' } },
    { ...request, path: '/v1/rooms/4/stays?view=short' },
    { ...request, path: '/v1/rooms/5/stays?view=long' },
  ]);
});
