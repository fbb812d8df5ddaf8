import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SutureConfig } from './domain/service-definition.ts';
import { Settings } from './domain/settings.ts';
import config from './suture.config.ts';

const services = config.services;
const faults = services.flatMap((service) => service.faults);
const tracked = new Set(
  execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split('\n'),
);

describe('suture.config.ts', () => {
  it('is what the engine takes', () => {
    expect(SutureConfig.parse(config)).toEqual(config);
  });

  it('has the three faults of the guide, to the letter', () => {
    const [service] = services;
    expect(
      service?.faults.map(({ code, severity, route, logMarker }) => [code, severity, route, logMarker]),
    ).toEqual([
      ['FAULT_SQL_INJECTION_TEST', 'high', '/test-fault/run', 'FAULT_SQL_INJECTION_TEST'],
      ['FAULT_EXTERNAL_API_LATENCY', 'critical', '/test-fault/external-api', 'FAULT_EXTERNAL_API_LATENCY'],
      ['FAULT_DB_TIMEOUT', 'critical', '/test-fault/db-timeout', 'FAULT_DB_TIMEOUT'],
    ]);
  });
});

describe.each(faults.map((fault) => [fault.code, fault] as const))('%s', (_code, fault) => {
  it.each([fault.baselineFile, ...fault.allowedFiles])('names %s, which is in the repository', (path) => {
    expect(tracked.has(path) && existsSync(path)).toBe(true);
  });

  it('may heal split files only, each of them its own', () => {
    for (const path of fault.allowedFiles) {
      expect(path).toMatch(/^app\/faults\/\w+\.ts$/);
      expect(faults.filter(({ allowedFiles }) => allowedFiles.includes(path))).toEqual([fault]);
      expect(existsSync(path.replace(/\.ts$/, '.test.ts')), `${path} has a test`).toBe(true);
    }
    expect(faults.filter(({ baselineFile }) => baselineFile === fault.baselineFile)).toEqual([fault]);
  });

  it('is probed on its own route', () => {
    expect(fault.probe).toMatchObject({ kind: 'http', request: { path: fault.route } });
  });
});

describe.each(services.map((service) => [service.name, service] as const))('%s', (_name, service) => {
  const commands = [service.build.typecheck, service.build.test, service.build.command];

  it.each(commands.map((command) => [command.join(' '), command] as const))(
    'can run `%s`',
    (_text, command) => {
      for (const word of command) {
        if (/^node_modules\/\.bin\//.test(word)) expect(existsSync(word), word).toBe(true);
        else if (/\.(m?js|json)$/.test(word)) expect(tracked.has(word), word).toBe(true);
      }
    },
  );

  it('asks for values that its probes use, from variables that are known', () => {
    const expected = JSON.stringify(service.faults.map(({ probe }) => probe));
    for (const [name, { production, range }] of Object.entries(service.vary)) {
      expect(expected).toContain(`"$${name}"`);
      expect(range[0]).toBeLessThan(range[1]);
      expect(production).toBeGreaterThanOrEqual(range[0]);
    }
    const names = [...expected.matchAll(/"\$(\w+)"/g)].map(([, name]) => name as string);
    expect(names.filter((name) => !(name in service.vary))).toEqual([]);
  });

  it('learns the addresses of its upstreams by settings that there are', () => {
    for (const { urlVariable } of service.upstreams) expect(Settings.shape).toHaveProperty(urlVariable);
  });
});
