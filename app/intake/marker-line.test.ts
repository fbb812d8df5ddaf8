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
  const pino = { level: 50, time: 1764382445123, pid: 12, hostname: 'web-1' };
  const UUID = '8f507cfc-1c2d-4f3a-9d5e-2b1f0c6d7e8f';
  it.each([
    ['console with a prefix', `[shop] ${LINE}`],
    ['console with a name', `shop: ${LINE}`],
    ['console with two names', `[shop] [db] ${LINE}`],
    ['console with a mark', `❌ ${LINE}`],
    ['console.error of an error', `Error: ${LINE}\n    at f (/app/a.js:1:2)`],
    ['console.error of an error of a class', `DatabaseError: ${LINE}\n    at f (/app/a.js:1:2)`],
    ['console.error of an error with a code', `Error [ERR_SHOP]: ${LINE}`],
    ['console.error of a text and an error', `[shop] Error: ${LINE}\n    at f (/app/a.js:1:2)`],
    ['console.log of an object', `{ level: 'error', message: '${LINE}' }`],
    ['console.log of a long object', `{\n  level: 'error',\n  message: '${LINE}',\n  port: 3000\n}`],
    ['an error that nobody caught', `Uncaught Error: ${LINE}`],
    ['a promise that nobody caught', `Uncaught (in promise) TypeError: ${LINE}`],
    ['a warning of Node', `(node:12) UnhandledPromiseRejectionWarning: Error: ${LINE}`],
    ['a time', `2026-11-29T02:14:05.123Z ${LINE}`],
    ['a local time', `11/29/2026, 2:14:05 AM ${LINE}`],
    ['a time in seconds since 1970', `1764382445.123 ${LINE}`],
    ['a time in brackets and a level', `[02:14:05.123] ERROR (1234): ${LINE}`],
    ['pino', json({ ...pino, msg: LINE })],
    [
      'pino with an error',
      json({ ...pino, err: { type: 'Error', message: LINE, stack: `Error: ${LINE}` }, msg: LINE }),
    ],
    [
      'pino with an error alone',
      json({ ...pino, err: { type: 'Error', message: LINE, stack: `Error: ${LINE}` } }),
    ],
    ['pino-pretty', `[02:14:05.123] \u001b[31mERROR\u001b[39m (12): \u001b[36m${LINE}\u001b[39m`],
    ['pino-http', json({ ...pino, req: { url: '/x' }, res: { statusCode: 500 }, msg: LINE })],
    ['winston simple', `error: ${LINE}`],
    ['winston simple with fields', `error: ${LINE} ${json({ service: 'shop' })}`],
    ['winston in colour', `\u001b[31merror\u001b[39m: ${LINE}`],
    ['winston json', json({ level: 'error', message: LINE, timestamp: '2026-11-29T02:14:05.123Z' })],
    ['winston with a label', `2026-11-29T02:14:05.123Z [shop] error: ${LINE}`],
    [
      'winston logstash',
      json({ '@timestamp': '2026-11-29', '@message': LINE, '@fields': { level: 'error' } }),
    ],
    ['bunyan', json({ name: 'shop', hostname: 'h', pid: 1, level: 50, msg: LINE, time: '2026-11-29', v: 0 })],
    ['bunyan for people', `[2026-11-29T02:14:05.123Z] ERROR: shop/1234 on web-1.internal: ${LINE}`],
    ['bunyan in short', `02:14:05.123Z ERROR shop: ${LINE}`],
    ['log4js', `[2026-11-29T02:14:05.123] [ERROR] default - ${LINE}`],
    [
      'log4js json',
      json({ startTime: '2026-11-29', categoryName: 'default', data: [LINE], level: { level: 40_000 } }),
    ],
    ['log4j', `2026-11-29 02:14:05,123 [main] ERROR com.acme.Shop - ${LINE}`],
    ['Nest', `[Nest] 1234  - 11/29/2026, 2:14:05 AM   ERROR [ExceptionsHandler] ${LINE}`],
    ['consola', ` ERROR  ${LINE}`],
    ['consola without colours', `[error] [shop] ${LINE}`],
    ['signale', `[shop] › ✖  error     ${LINE}`],
    ['tslog', `2026-11-29 02:14:05.123\tERROR\t/app/src/shop.ts:12 f\t${LINE}`],
    ['debug', `Sun, 29 Nov 2026 02:14:05 GMT shop:db ${LINE}`],
    ['debug in colours', `  \u001b[31;1mshop:db \u001b[0m${LINE} \u001b[31m+12ms\u001b[0m`],
    ['loglevel with a prefix', `[02:14:05 GMT] ERROR shop: ${LINE}`],
    ['npmlog', `npm ERR! ${LINE}`],
    ['Fastify', json({ ...pino, reqId: 'req-1', msg: LINE })],
    ['morgan by a stream of winston', json({ level: 'http', message: `${LINE}\n`, label: 'morgan' })],
    ["morgan's time", `[29/Nov/2026:02:14:05 +0000] ${LINE}`],
    ['logfmt', `ts=2026-11-29T02:14:05Z level=error msg="${LINE}" caller=main.go:1`],
    ['Python', `ERROR:root:${LINE}`],
    ['Python with a module', `2026-11-29 02:14:05,123 - shop.db - ERROR - ${LINE}`],
    ['tracing', `2026-11-29T02:14:05Z ERROR handler ${LINE}`],
    ['glog', `E1129 02:14:05.123456    12 shop.go:34] ${LINE}`],
    ['zap for people', `2026-11-29T02:14:05.123Z\tERROR\tshop/db.go:12\t${LINE}`],
    ['zerolog without a message', json({ level: 'error', error: LINE, time: 1764382445 })],
    ['Serilog', json({ '@t': '2026-11-29', '@mt': LINE, '@l': 'Error' })],
    ['ECS, the schema of Elastic', json({ '@timestamp': '2026-11-29', 'log.level': 'error', message: LINE })],
    ['GELF', json({ version: '1.1', host: 'web-1', short_message: LINE, level: 3 })],
    ['Google Cloud', json({ severity: 'ERROR', jsonPayload: { message: `error: ${LINE}` } })],
    ['Google Cloud as text', json({ severity: 'ERROR', textPayload: LINE, resource: { type: 'x' } })],
    ['OpenTelemetry', json({ severityText: 'ERROR', body: { stringValue: LINE }, attributes: [] })],
    ['docker', json({ log: `${LINE}\n`, stream: 'stderr', time: '2026-11-29' })],
    ['docker with pino', json({ log: `${json({ ...pino, msg: LINE })}\n`, stream: 'stderr' })],
    ['docker compose', `app-1  | ${LINE}`],
    ['docker compose with pino', `app-1  | ${json({ ...pino, msg: LINE })}`],
    ['docker logs --timestamps', `2026-11-29T02:14:05.123456789Z ${LINE}`],
    ['FireLens of ECS', json({ container_name: 'app', ecs_cluster: 'c', log: LINE, source: 'stderr' })],
    ['CRI', `2026-11-29T02:14:05.123456789Z stderr F ${LINE}`],
    ['CRI with pino', `2026-11-29T02:14:05.123456789Z stderr F ${json({ ...pino, msg: LINE })}`],
    ['kubectl --prefix', `[pod/shop-7d9f/app] ${LINE}`],
    ['stern', `shop-7d9f app ${LINE}`],
    ['Kubernetes', json({ log: `${json({ msg: LINE })}\n`, kubernetes: { pod: 'a' } })],
    ['journald', json({ MESSAGE: LINE, PRIORITY: '3', _HOSTNAME: 'web-1', __CURSOR: 's=1' })],
    ['journalctl', `Nov 29 02:14:05 web-1 shop[12]: ${LINE}`],
    ['syslog of RFC 5424', `<11>1 2026-11-29T02:14:05.123Z web-1 shop 12 - - ${LINE}`],
    ['syslog of RFC 3164', `<11>Nov 29 02:14:05 web-1 shop[12]: ${LINE}`],
    ['Lambda', `2026-11-29T02:14:05.123Z\t${UUID}\tERROR\t${LINE}`],
    ['Lambda in JSON', json({ timestamp: '2026-11-29', level: 'ERROR', requestId: UUID, message: LINE })],
    [
      'Lambda that threw',
      `2026-11-29T02:14:05.123Z\t${UUID}\tERROR\tInvoke Error \t${json({ errorType: 'Error', errorMessage: LINE, stack: [`Error: ${LINE}`] })}`,
    ],
    ["Lambda's telemetry", json({ time: '2026-11-29', type: 'function', record: LINE })],
    ['Heroku', `2026-11-29T02:14:05.123456+00:00 app[web.1]: ${LINE}`],
    ['pm2', `0|shop     | ${LINE}`],
    ['pm2 with a time', `0|shop  | 2026-11-29T02:14:05: ${LINE}`],
    ['foreman', `02:14:05 web.1   | ${LINE}`],
    ['npm workspaces', `[shop] [web] ${LINE}`],
    ['JSON that was cut', json({ time: 1, msg: LINE, more: 'x' }).slice(0, -4)],
    ['JSON that was cut, in JSON', json({ log: json({ time: 1, msg: LINE }), more: 'x' }).slice(0, -4)],
    ['a stack below it', `${LINE}\n    at f (a.js:1:2)\nError: ${LINE}`],
    ['a line before it', `starting\n${LINE}`],
  ])('is found behind or within what loggers write: %s', (_, event) => {
    expect(read(event)).toMatchObject({ route: '/x', reason: 'y', latencyMs: 1_000, logLine: LINE });
  });

  it.each([
    ['a cause', `    [cause]: ${LINE}`],
    ['the cause of a stack', `Error: it failed\n    at f (a.js:1:2)\nCaused by: Error: ${LINE}`],
    ['a frame', `    at ${LINE}`],
    [
      'an error beside a message',
      json({ msg: 'request failed', err: { message: LINE, stack: `Error: ${LINE}` } }),
    ],
    ['an error beside a message in logfmt', `level=error msg="request failed" error="${LINE}"`],
    [
      'an error beside a message, behind a prefix',
      `app-1 | ${json({ err: { message: LINE }, msg: 'it failed' })}`,
    ],
    ['a request beside a message', json({ msg: 'request failed', body: { note: LINE } })],
    ['a header of a log without a message', json({ method: 'GET', status: 200, userAgent: LINE })],
    ['a path of a log without a message', json({ method: 'GET', status: 200, url: `/x?q=${LINE}` })],
    ["morgan's path", `::1 - - [29/Nov/2026:02:14:05 +0000] "GET /x?q=${LINE} HTTP/1.1" 200 12 "-" "curl"`],
    ["morgan's agent", `::1 - - [29/Nov/2026:02:14:05 +0000] "GET / HTTP/1.1" 200 12 "-" "${LINE}"`],
    ["morgan's short line", `GET /x?q=${LINE} 200 1.234 ms - 12`],
    ['another message in quotes', `2026-11-29T02:14:05Z INFO received "${LINE}" from the queue`],
    ['another message that begins with it', `2026-11-29T02:14:05Z INFO "${LINE}" was acknowledged`],
    ['another message behind a colon', `2026-11-29T02:14:05Z INFO retry after: ${LINE}`],
    ['another message in JSON', json({ msg: `the last failure was "${LINE}"` })],
    ['another message in logfmt', `level=info msg="alert for ${LINE}"`],
    ['a sentence with a level', `INFO the alert for ${LINE} is silenced`],
    ['a sentence about a retry', `[worker] WARN retrying job because of Error: ${LINE}`],
    ['a field with another name', `level=info last=${LINE}`],
    ['what a person sent', `[chat] INFO message from Ada: ${LINE}`],
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
