import { expect, it } from 'vitest';
import { parseDefinition } from '../../domain/service-definition.ts';
import { registryToken } from './registry-token.ts';

const named = parseDefinition({ name: 'shop', install: { token: 'NPM_TOKEN' } });

it('hands the installer the token that the operator offers, and nothing where none is named', () => {
  expect(registryToken(named, { NPM_TOKEN: 'secret', OTHER: 'x' })).toEqual({ NPM_TOKEN: 'secret' });
  expect(registryToken(parseDefinition({ name: 'shop' }), { NPM_TOKEN: 'secret' })).toEqual({});
});

it('says which variable to set where the delivery has no such token', () => {
  expect(() => registryToken(named, {})).toThrow('Set RELEASE_NPM_TOKEN where the delivery starts.');
});
