import { expect, test } from 'vitest';
import { ownEnvironment } from './own-environment.ts';

test("leaves the variables of the user's service alone, and reads Suture's under names of their own", () => {
  const environment = {
    HOME: '/home/ann',
    PORT: '3000',
    DATABASE_URL: 'postgres://shop@127.0.0.1/shop',
    REDIS_URL: 'redis://127.0.0.1:6379',
    SUTURE_REDIS_URL: 'redis://127.0.0.1:6399',
    NODE_OPTIONS: '--import ./instrument.mjs',
    ANTHROPIC_API_KEY: 'sk-ant-1',
  };
  expect(ownEnvironment(environment)).toEqual({
    HOME: '/home/ann',
    REDIS_URL: 'redis://127.0.0.1:6399',
    SUTURE_REDIS_URL: 'redis://127.0.0.1:6399',
    ANTHROPIC_API_KEY: 'sk-ant-1',
  });
});

test('keeps of npm the registry and the way to it, and no folder of its programs', () => {
  const environment = {
    PATH: '/home/ann/shop/node_modules/.bin:/usr/bin:/opt/npm/lib/node_modules/npm/node-gyp-bin',
    npm_config_registry: 'https://registry.example.com',
    npm_config_https_proxy: 'http://proxy:3128',
    npm_lifecycle_event: 'npx',
    npm_package_name: 'shop',
    INIT_CWD: '/home/ann/shop',
  };
  expect(ownEnvironment(environment)).toEqual({
    PATH: '/usr/bin',
    npm_config_registry: 'https://registry.example.com',
    npm_config_https_proxy: 'http://proxy:3128',
  });
});
