import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

it('has the defaults of the guide', () => {
  expect(readOptions({})).toEqual({
    modes: new Set(['latency', 'wrong_data']),
    host: '127.0.0.1',
    port: 5001,
    seed: null,
    value: 42,
  });
});

it('reads each variable', () => {
  const options = readOptions({
    API_FAULT_MODE: ' latency ',
    HOST: '::1',
    PORT: '0',
    MOCK_API_SEED: '9',
    MOCK_API_VALUE: '-3',
  });
  expect(options).toEqual({ modes: new Set(['latency']), host: '::1', port: 0, seed: 9, value: -3 });
  expect(readOptions({ API_FAULT_MODE: 'none' }).modes.size).toBe(0);
});

it('names the variable that is wrong', () => {
  expect(() => readOptions({ API_FAULT_MODE: 'slow' })).toThrow(/API_FAULT_MODE: unknown mode slow/);
  expect(() => readOptions({ PORT: 'http' })).toThrow(/PORT: "http"/);
  expect(() => readOptions({ MOCK_API_VALUE: '4.2' })).toThrow(/MOCK_API_VALUE/);
});
