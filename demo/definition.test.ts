import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demonstration } from '../tests/support/demonstration.ts';
import { SUTURE } from './testing/suture.ts';

const { definition } = demonstration();
const { faults } = definition;
const inService = (path: string) => existsSync(join(SUTURE, 'demo/service', path));

describe('the suture.yaml of the demonstration', () => {
  it('declares the three faults of the guide', () => {
    expect(faults.map(({ code, severity, route, logMarker }) => [code, severity, route, logMarker])).toEqual([
      ['FAULT_SQL_INJECTION_TEST', 'high', '/test-fault/run', 'FAULT_SQL_INJECTION_TEST'],
      ['FAULT_EXTERNAL_API_LATENCY', 'critical', '/test-fault/external-api', 'FAULT_EXTERNAL_API_LATENCY'],
      ['FAULT_DB_TIMEOUT', 'critical', '/test-fault/db-timeout', 'FAULT_DB_TIMEOUT'],
    ]);
  });

  it.each(faults)('lets a fix of $code change one file, which has a test', (fault) => {
    expect(fault.allowedFiles).toEqual([expect.stringMatching(/^src\/faults\/\w+\.ts$/)]);
    for (const path of fault.allowedFiles) {
      expect(faults.filter(({ allowedFiles }) => allowedFiles.includes(path))).toEqual([fault]);
      expect([inService(path), inService(path.replace(/\.ts$/, '.test.ts'))]).toEqual([true, true]);
    }
    expect(existsSync(join(SUTURE, fault.baselineFile as string))).toBe(true);
    expect(faults.filter(({ baselineFile }) => baselineFile === fault.baselineFile)).toEqual([fault]);
  });

  it.each(faults)('probes $code on its own route', (fault) => {
    expect(fault.probe).toMatchObject({ kind: 'http', request: { path: fault.route } });
  });

  it('runs programs that the repository has or that its build writes', () => {
    const { build, typecheck, test, start, database } = definition;
    const words = [build, typecheck, test, start, database ? database.migrate : null].flatMap(
      (command) => command || [],
    );
    for (const file of words.filter((word) => /\.m?js$/.test(word))) {
      expect(file.startsWith('dist/') || inService(file), file).toBe(true);
    }
    expect(inService('package-lock.json')).toBe(true);
  });

  it('varies the values that its probes expect, and no others', () => {
    const expected = JSON.stringify(faults.map(({ probe }) => probe));
    const names = [...expected.matchAll(/"\$(\w+)"/g)].map(([, name]) => name as string);
    expect(new Set(names)).toEqual(new Set(Object.keys(definition.vary)));
    for (const { production, range } of Object.values(definition.vary)) {
      expect(range[0]).toBeLessThan(range[1]);
      expect(production).toBeGreaterThanOrEqual(range[0]);
    }
  });
});
