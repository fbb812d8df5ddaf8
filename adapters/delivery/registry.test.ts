import { expect, it } from 'vitest';
import { readSettings } from '../../domain/settings.ts';
import { createDelivery } from './registry.ts';

const what = { serviceUrl: 'http://127.0.0.1:8000', branch: 'main' };
const make = (environment: Record<string, string>) => createDelivery(readSettings(environment), what);

it('makes the adapter that the settings name', () => {
  expect(make({ DELIVERY_URL: 'http://127.0.0.1:8001' }).name).toBe('local');
  const github = { DELIVERY: 'github-actions', GITHUB_TOKEN: 't', GITHUB_OWNER: 'o', GITHUB_REPO: 'r' };
  expect(make(github).name).toBe('github-actions');
});

it('says what is missing instead of taking another one', () => {
  expect(() => make({})).toThrow('DELIVERY_URL');
  expect(() => make({ DELIVERY: 'github-actions', GITHUB_OWNER: 'o' })).toThrow('GITHUB_REPO, GITHUB_TOKEN');
  expect(() => make({ DELIVERY: 'jenkins' })).toThrow('DELIVERY');
});
