import { expect, it } from 'vitest';
import { hostsOf, isAllowedHost } from './allowed-hosts.ts';

const NAMES = ['Suture.example.com', ...hostsOf('http://app:8000', undefined, 'no address')];

it.each([
  undefined,
  'localhost',
  'LOCALHOST:8000',
  'localhost.:8000',
  'suture.localhost:8000',
  '127.0.0.1:8000',
  '10.0.3.7',
  '[::1]:8000',
  '[::1]',
  'suture.example.com',
  'suture.example.com:443',
  'app:8000',
])('answers the host %j', (host) => {
  expect(isAllowedHost(host, NAMES)).toBe(true);
});

it.each([
  'evil.example.com',
  'evil.example.com:8000',
  'localhost.evil.example.com',
  '127.0.0.1.evil.example.com:8000',
  'suture.example.com.evil.test',
  'evil.test@localhost',
  'localhost:8000:9000',
  'localhost/evil.test',
  '2130706433',
  '0x7f000001',
  '[::1].evil.test',
  '',
])('refuses the host %j, which another site may own', (host) => {
  expect(isAllowedHost(host, NAMES)).toBe(false);
});

it('answers any name where a star allows it', () => {
  expect(isAllowedHost('evil.example.com', ['*'])).toBe(true);
});
