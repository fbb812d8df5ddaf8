import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../domain/detection/testing.ts';
import { releaseEnvironment } from './release-environment.ts';
import { offeredVariables } from './settings.ts';

const plain = { PATH: '/bin', HOME: '/home/ada' };
const url = 'postgres://shop:secret@127.0.0.1/shop';
const shop = definitionOf({
  name: 'shop',
  environment: { CURRENCY: 'EUR' },
  database: { kind: 'postgres', variable: 'SHOP_DATABASE' },
  upstreams: [{ name: 'prices', command: ['node', 'x'], health: '/h', variable: 'PRICES_URL' }],
});

describe('the environment of a release', () => {
  it('holds what the definition names and nothing else', () => {
    const offered = {
      DATABASE_URL: url,
      PRICES_URL: 'http://127.0.0.1:1',
      SUTURE_DSN: 'http://key@127.0.0.1:8000/shop',
      ADMIN_TOKEN: 'not for a release',
    };
    expect(releaseEnvironment(shop, plain, offered)).toEqual({
      ...plain,
      CURRENCY: 'EUR',
      SHOP_DATABASE: url,
      PRICES_URL: 'http://127.0.0.1:1',
      SUTURE_DSN: 'http://key@127.0.0.1:8000/shop',
    });
  });

  it('lets the operator replace a value of the definition', () => {
    const offered = { DATABASE_URL: url, CURRENCY: 'CHF' };
    expect(releaseEnvironment(shop, plain, offered)).toMatchObject({ CURRENCY: 'CHF' });
  });

  it('has no database where the definition names none', () => {
    const bare = definitionOf();
    expect(releaseEnvironment(bare, plain, { DATABASE_URL: url })).toEqual(plain);
  });

  it('cannot be made without the database that the definition names', () => {
    expect(() => releaseEnvironment(shop, plain, {})).toThrow('Set RELEASE_DATABASE_URL');
  });
});

it('offers to releases only the variables with the prefix', () => {
  expect(offeredVariables({ RELEASE_A: '1', RELEASE_B: '', ADMIN_TOKEN: 'x', DATABASE_URL: 'y' })).toEqual({
    A: '1',
  });
});
