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

  const LINE = 'FAULT_DB route=/x reason=y latency=1.00';
  const json = (value: unknown) => JSON.stringify(value);
  it.each([
    ['a time', `2026-11-29T02:14:05.123Z ${LINE}`],
    ['a time in brackets and a level', `[02:14:05.123] ERROR (1234): ${LINE}`],
    ['a level of winston', `error: ${LINE}`],
    ['a level and a name', `ERROR:root:${LINE}`],
    ['log4js', `[2026-11-29T02:14:05.123] [ERROR] default - ${LINE}`],
    ['tracing', `2026-11-29T02:14:05Z ERROR handler ${LINE}`],
    ['colours', `\u001b[31mERROR\u001b[39m ${LINE}`],
    ['docker compose', `app-1  | ${LINE}`],
    ['CRI', `2026-11-29T02:14:05.123456789Z stderr F ${LINE}`],
    ['syslog', `Nov 29 02:14:05 myhost app[12]: ${LINE}`],
    ['logfmt', `ts=2026-11-29 level=error msg="${LINE}" caller=main.go:1`],
    ['pino', json({ level: 50, time: 1, pid: 1, hostname: 'h', msg: LINE })],
    ['winston', json({ level: 'error', message: LINE, timestamp: '2026-11-29' })],
    ['docker', json({ log: `${LINE}\n`, stream: 'stderr', time: '2026-11-29' })],
    ['JSON in JSON', json({ log: `${json({ msg: LINE })}\n`, kubernetes: { pod: 'a' } })],
    ['a field of an object', json({ severity: 'ERROR', jsonPayload: { message: `error: ${LINE}` } })],
    ['an error that quotes it', json({ msg: LINE, err: { message: LINE, stack: `Error: ${LINE}\n  at x` } })],
    ['JSON that was cut', json({ time: 1, msg: LINE, more: 'x' }).slice(0, -4)],
    ['a stack below it', `${LINE}\n    at f (a.js:1:2)\nError: ${LINE}`],
    ['a line before it', `starting\n${LINE}`],
  ])('is found behind or within: %s', (_, event) => {
    expect(read(event)).toMatchObject({ route: '/x', reason: 'y', latencyMs: 1_000, logLine: LINE });
  });

  it.each([
    ['the stack of an error', `Error: ${LINE}\n    at f (a.js:1:2)`],
    ['an error of a class', `DatabaseError: ${LINE}`],
    ['a cause', `    [cause]: ${LINE}`],
    ['an error in JSON', json({ msg: 'request failed', err: { message: LINE, stack: `Error: ${LINE}` } })],
    ['a sentence', `2026-11-29 INFO the alert for FAULT_DB fires at five`],
    ['a verification in JSON', json({ msg: `${LINE} verification=1` })],
    ['a longer word', `error: MY_${LINE}`],
  ])('is not counted in: %s', (_, event) => {
    expect(read(event)).toBeNull();
  });

  it('is looked for with a bound, in any text', () => {
    for (const piece of ['FAULT_D', 'FAULT_DB', '{"a":', '[', '"FAULT_DB ', '\u001b[', 'x=']) {
      expect(() => read(piece.repeat(1_000_000 / piece.length))).not.toThrow();
    }
    expect(read(`${'x'.repeat(100_000)} error: ${LINE}`)).toBeNull();
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
