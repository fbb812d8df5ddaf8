import { describe, expect, it } from 'vitest';
import type { ServiceRecord } from '../../domain/service.ts';
import { parseDefinition } from '../../domain/service-definition.ts';
import { demonstration } from '../../tests/support/demonstration.ts';
import { occurrenceOf } from './marker-line.ts';

const fault = (code: string, logMarker = code) => ({
  code,
  type: 'broken',
  title: code,
  severity: 'high' as const,
  route: '/things',
  logMarker,
  allowedFiles: ['src/x.ts'],
  baselineFile: 'x.txt',
  probe: { request: { path: '/things' }, expect: { status: 200 } },
});

const attached = (name: string, faults: ReturnType<typeof fault>[]): ServiceRecord => ({
  ...demonstration({ name, definition: parseDefinition({ name, faults }) }),
  problem: null,
  attachedAt: new Date(),
});
const services = [
  attached('shop', [fault('FAULT_DB'), fault('FAULT_DB_SLOW'), fault('FAULT_WORDS', 'order failed')]),
  attached('blog', [fault('FAULT_BLOG')]),
  { ...attached('new', []), definition: null, definitionCommit: null },
];

const read = (line: string) => occurrenceOf(line, services);

describe('a marker line', () => {
  it('gives fault, route, reason and latency', () => {
    const line = 'FAULT_DB route=/test-fault/x reason=statement_timeout latency=5.51';
    expect(read(`${line}\n`)).toEqual({
      service: 'shop',
      faultCode: 'FAULT_DB',
      faultType: 'broken',
      severity: 'high',
      route: '/test-fault/x',
      reason: 'statement_timeout',
      logLine: line,
      latencyMs: 5_510,
    });
  });

  it('belongs to the fault whose whole marker it has', () => {
    expect(read('FAULT_DB_SLOW route=/x reason=y latency=1.00')?.faultCode).toBe('FAULT_DB_SLOW');
    expect(read('order failed reason=y latency=1.00')?.faultCode).toBe('FAULT_WORDS');
    expect(read('FAULT_DB_SLOWER route=/x')).toBeNull();
  });

  it('belongs to the service that declares the fault', () => {
    expect(read('FAULT_BLOG route=/x')).toMatchObject({ service: 'blog', faultCode: 'FAULT_BLOG' });
  });

  it.each([
    ['FAULT_DB', '/things', 'unknown', 0],
    ['FAULT_DB rou', '/things', 'unknown', 0],
    ['FAULT_DB route=/thi', '/things', 'unknown', 0],
    ['FAULT_DB route=/other reas', '/other', 'unknown', 0],
    ['FAULT_DB route=/other reason=statement_ti', '/other', 'statement_ti', 0],
    ['FAULT_DB route=/other reason=late latency=', '/other', 'late', 0],
    ['FAULT_DB route=/other reason=late latency=5.', '/other', 'late', 5_000],
  ])('may be cut: %s', (line, route, reason, latencyMs) => {
    expect(read(line)).toMatchObject({ route, reason, latencyMs });
  });

  it.each([
    'FAULT_DB route=/x reason=y latency=1.00 verification=1',
    'FAULT_DB route=/x reason=y latency=1.00 verif',
    'GET / 200',
    'see FAULT_DB route=/x reason=y latency=1.00',
    '',
    'FAULT_UNKNOWN route=/x reason=y latency=1.00',
  ])('is not: %s', (line) => {
    expect(read(line)).toBeNull();
  });
});
