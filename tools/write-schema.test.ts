import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { readYaml } from '../platform/read-yaml.ts';
import { writeSchema } from './write-schema.ts';

const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(writeSchema()));

test('docs/suture.schema.json matches the definition of a service', async () => {
  await expect(writeSchema()).toMatchFileSnapshot('../docs/suture.schema.json');
});

test('the smallest suture.yaml is valid', () => {
  expect(validate({ name: 'shop' })).toBe(true);
});

test("the demonstration's suture.yaml is valid", () => {
  validate(readYaml(readFileSync('demo/service/suture.yaml', 'utf8'), 'suture.yaml'));
  expect(validate.errors).toBeNull();
});

test('an entry of the wrong kind is not valid, and the error names its place', () => {
  expect(validate({ name: 'shop', faults: [{ code: 'lower' }] })).toBe(false);
  expect(validate.errors?.[0]?.instancePath).toMatch(/^\/faults\/0/);
});
