import { expect, it } from 'vitest';
import type { DeliveryPlace, Service } from '../../domain/service.ts';
import { parseDefinition } from '../../domain/service-definition.ts';
import { createDeliveries } from './registry.ts';

const LOCAL: DeliveryPlace = { kind: 'local', url: 'http://127.0.0.1:8001' };
const ACTIONS: DeliveryPlace = {
  kind: 'github-actions',
  owner: 'ada',
  repo: 'shop',
  baseUrl: 'https://api.github.com',
  workflow: 'deploy.yml',
};

const NO_RECORDER = () => ({ saidRelease: async () => null, served: async () => null });

function service(name: string, delivery: DeliveryPlace, release: object | null = null): Service {
  return {
    name,
    repository: { host: 'local', path: `/srv/${name}.git` },
    branch: 'main',
    url: 'http://127.0.0.1:8002',
    delivery,
    definition: parseDefinition({ name, release }),
    definitionCommit: '0'.repeat(40),
  };
}

it('serves two services, each by its own delivery', () => {
  const deliveries = createDeliveries({ GITHUB_TOKEN: 'token' }, NO_RECORDER);
  expect(deliveries.of(service('bank', LOCAL)).name).toBe('local');
  expect(deliveries.of(service('shop', ACTIONS)).name).toBe('github-actions');
});

it('makes each delivery once, and another when the definition changes how to ask for the live commit', () => {
  const deliveries = createDeliveries({}, NO_RECORDER);
  const made = deliveries.of(service('bank', LOCAL));
  expect(deliveries.of(service('bank', LOCAL))).toBe(made);
  expect(deliveries.of(service('bank', LOCAL, { path: '/version' }))).not.toBe(made);
});

it('names the credentials that are not set', () => {
  expect(() => createDeliveries({}, NO_RECORDER).of(service('shop', ACTIONS))).toThrow(
    'shop is delivered by GitHub Actions of ada/shop; set GITHUB_TOKEN',
  );
});

it('asks the recorder of a watched service which release is live and how many requests it took', async () => {
  const recorder = { saidRelease: async () => 'b'.repeat(40), served: async () => ({ ['b'.repeat(40)]: 2 }) };
  const watched = createDeliveries({}, () => recorder).of(service('shop', { kind: 'watched' }));
  expect(await watched.liveBuild()).toBe('b'.repeat(40));
  expect(await watched.served('/orders', new Date())).toEqual({ ['b'.repeat(40)]: 2 });
  expect(await watched.outcome('b'.repeat(40))).toMatchObject({ status: 'unknown', runUrl: null });
});
