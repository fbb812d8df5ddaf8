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
  const deliveries = createDeliveries({ GITHUB_TOKEN: 'token' }, async () => null);
  expect(deliveries.of(service('bank', LOCAL)).name).toBe('local');
  expect(deliveries.of(service('shop', ACTIONS)).name).toBe('github-actions');
});

it('makes each delivery once, and another when the definition changes how to ask for the live commit', () => {
  const deliveries = createDeliveries({}, async () => null);
  const made = deliveries.of(service('bank', LOCAL));
  expect(deliveries.of(service('bank', LOCAL))).toBe(made);
  expect(deliveries.of(service('bank', LOCAL, { path: '/version' }))).not.toBe(made);
});

it('names the credentials that are not set', () => {
  expect(() => createDeliveries({}, async () => null).of(service('shop', ACTIONS))).toThrow(
    'shop is delivered by GitHub Actions of ada/shop; set GITHUB_TOKEN',
  );
});
