import { expect, it } from 'vitest';
import { placeAt } from './place.ts';
import { unsetVariables } from './unset-variables.ts';

const FILES: Record<string, string> = {
  'package.json': '{"name":"shop"}',
  '.env.example': 'GREETING=hello\n',
  'src/app.js': `app.register(cors, { origin: process.env.CORS_HOST, methods: process.env['CORS_METHODS'] });
const level = process.env.LEVEL ?? 'info';
const size = Number(process.env.SIZE || 10);
if (process.env.VERBOSE) console.log(process.env.GREETING, process.env.PORT, process.env.API_TOKEN);
`,
};
const place = placeAt(
  { paths: Object.keys(FILES), read: (path) => FILES[path] ?? null, readYaml: () => null },
  '',
);

it('names variables that the code needs and the sandbox does not have', () => {
  const [sentence, ...others] = unsetVariables(place as NonNullable<typeof place>, []);
  expect(sentence).toMatch(/^The code reads CORS_HOST, CORS_METHODS, which have no value in the sandbox/);
  expect(others).toEqual([]);
  const [one] = unsetVariables(place as NonNullable<typeof place>, ['CORS_METHODS']);
  expect(one).toMatch(/^The code reads CORS_HOST, which has no value/);
});

it('says nothing where all have a value or a default', () => {
  expect(unsetVariables(place as NonNullable<typeof place>, ['CORS_HOST', 'CORS_METHODS'])).toEqual([]);
});
