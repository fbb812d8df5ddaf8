import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { FaultDefinition } from './definition/fault.ts';
import type { SutureError } from './errors.ts';
import { parseDefinition, type ServiceDefinition } from './service-definition.ts';

type Service = z.input<typeof ServiceDefinition>;
type Fault = z.input<typeof FaultDefinition>;

const fault = (given: Partial<Fault> = {}): Fault => ({
  code: 'FAULT_ONE',
  type: 'broken_thing',
  title: 'A thing is broken',
  severity: 'high',
  route: '/one',
  logMarker: 'FAULT_ONE',
  allowedFiles: ['src/one.ts'],
  baselineFile: 'baselines/one.txt',
  probe: { request: { path: '/one' }, expect: { status: 200 } },
  ...given,
});

const upstream = (name: string) => ({ name, command: ['node'], health: '/health', variable: 'URL' });

const service = (given: Partial<Service> = {}): Service => ({ name: 'shop', faults: [fault()], ...given });

function refusal(given: unknown): SutureError {
  try {
    parseDefinition(given, 'suture.yaml of shop at abc');
  } catch (error) {
    return error as SutureError;
  }
  throw new Error('it was accepted');
}

describe('a definition is refused with the place and a sentence for', () => {
  const paths = [
    '../secrets.ts',
    'src/../../secrets.ts',
    '..',
    'src/..',
    '/etc/passwd',
    '',
    'a b.ts',
    'a\\b.ts',
  ];

  it.each(paths)('an allowed file %j, which may lie outside the repository', (path) => {
    const { type, message } = refusal(service({ faults: [fault({ allowedFiles: ['src/one.ts', path] })] }));
    expect(type).toBe('invalid_definition');
    expect(message).toMatch(
      /^suture\.yaml of shop at abc is not valid\. Correct:\n {2}faults\.0\.allowedFiles\.1: a path inside the repository, without ".."$/,
    );
  });

  it.each(paths)('a baseline file %j', (path) => {
    const { message } = refusal(service({ faults: [fault({ baselineFile: path })] }));
    expect(message).toContain('faults.0.baselineFile: a path inside the repository');
  });

  const wrong: [string, unknown, string][] = [
    [
      'a fault code twice',
      service({ faults: [fault(), fault({ code: 'FAULT_TWO' }), fault()] }),
      'faults.2.code: FAULT_ONE is defined twice',
    ],
    [
      'an upstream twice',
      service({ upstreams: [upstream('api'), upstream('api')] }),
      'upstreams.1.name: two upstreams are named api',
    ],
    [
      'a varied value of an unknown upstream',
      service({
        upstreams: [upstream('api')],
        vary: { value: { upstream: 'ape', variable: 'V', production: 1, range: [1, 9] } },
      }),
      'vary.value.upstream: there is no upstream named ape',
    ],
    ['an empty file', null, 'the file: '],
    ['a list', [], 'the file: '],
    ['no name', {}, 'name: '],
    ['no allowed file', service({ faults: [fault({ allowedFiles: [] })] }), 'allowedFiles: '],
    ['an invalid code', service({ faults: [fault({ code: 'oops' })] }), 'faults.0.code: '],
    ['an invalid name', service({ name: 'My Shop' }), 'name: '],
    ['an invalid route', service({ faults: [fault({ route: 'one' })] }), 'faults.0.route: '],
    [
      'an invalid severity',
      service({ faults: [fault({ severity: 'dire' as 'high' })] }),
      'faults.0.severity: ',
    ],
    [
      'a success rate that no number of runs can show',
      service({ faults: [fault({ assurance: { successRate: 1 } })] }),
      'faults.0.assurance.successRate: ',
    ],
    ['no attempt', service({ faults: [fault({ policy: { attempts: 0 } })] }), 'faults.0.policy.attempts: '],
    ['a negative budget', service({ policy: { tokens: -1 } }), 'policy.tokens: '],
    [
      'a probe that expects no status',
      service({ faults: [fault({ probe: { request: { path: '/one' }, expect: {} } as never })] }),
      'faults.0.probe',
    ],
    [
      'a probe of an empty command',
      service({ faults: [fault({ probe: { kind: 'command', command: [] } })] }),
      'faults.0.probe',
    ],
    ['an unknown way to deliver', { ...service(), deliver: 'mail' }, 'deliver: '],
    ['an output outside the repository', service({ output: ['../build'] }), 'output.0: a path inside'],
  ];
  it.each(wrong)('%s', (_, given, sentence) => {
    const error = refusal(given);
    expect(error.type).toBe('invalid_definition');
    expect(error.message).toContain(sentence);
  });

  it('all that is wrong at once', () => {
    const { message } = refusal(
      service({ name: 'My Shop', faults: [fault({ code: 'oops', route: 'one' })] }),
    );
    expect(message.split('\n').slice(1)).toHaveLength(3);
  });
});

describe('a definition', () => {
  it('needs a name only, and the rest is detected or has defaults', () => {
    expect(parseDefinition({ name: 'shop' })).toEqual({
      name: 'shop',
      root: null,
      node: null,
      install: { manager: null, token: null, hosts: [] },
      build: null,
      output: null,
      typecheck: null,
      test: null,
      start: null,
      health: null,
      release: null,
      environment: {},
      database: null,
      redis: null,
      upstreams: [],
      vary: {},
      openapi: null,
      heal: { allow: [], deny: [], changesPerDay: 10 },
      deliver: 'review',
      verify: 'watch',
      policy: {},
      faults: [],
    });
  });

  it('gives each fault defaults, its code as the marker, and the policy of the service where its own is silent', () => {
    const policy = { attempts: 5, approval: true };
    const { faults } = parseDefinition(
      service({ policy, faults: [{ ...fault({ policy: { attempts: 2 } }), logMarker: undefined }] }),
    );
    expect(faults[0]).toMatchObject({
      logMarker: 'FAULT_ONE',
      probe: { kind: 'http', request: { method: 'GET', headers: {} }, timeoutMs: 60_000 },
      assurance: { successRate: 0.5, confidence: 0.95 },
      policy: { approval: true, attempts: 2, verificationRuns: 3, cooldownSeconds: 300 },
    });
  });

  it('is the same when what was parsed is parsed again, as from a row of the store', () => {
    const once = parseDefinition(service({ build: 'npm run build', policy: { attempts: 5 } }));
    expect(parseDefinition(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('runs a command that is a line by the shell', () => {
    expect(parseDefinition({ name: 'shop', build: 'npm run build && true' }).build).toEqual([
      'sh',
      '-c',
      'npm run build && true',
    ]);
  });

  it('may say of a variable that it is a secret, and numbers are texts', () => {
    const environment = { LIMIT: 5, KEY: { secret: true }, TOKEN: { secret: 'tk_abc123' } };
    expect(parseDefinition({ name: 'shop', environment }).environment).toEqual({
      ...environment,
      LIMIT: '5',
    });
    expect(refusal({ name: 'shop', environment: { KEY: { secret: false } } }).message).toContain(
      'environment.KEY',
    );
  });

  it('may name an upstream by its hosts alone, and not by nothing', () => {
    const { variable: _, ...named } = upstream('api');
    const hosts = ['api.example.com', 'localhost:8443'];
    expect(parseDefinition(service({ upstreams: [{ ...named, hosts }] })).upstreams[0]).toMatchObject({
      hosts,
      variable: null,
    });
    expect(refusal(service({ upstreams: [named] })).message).toContain('upstreams.0: write the variable');
  });

  it('may have a command for a probe', () => {
    const parsed = FaultDefinition.parse(
      fault({ probe: { kind: 'command', command: ['node', 'check.mjs'] } }),
    );
    expect(parsed.probe).toEqual({ kind: 'command', command: ['node', 'check.mjs'], timeoutMs: 60_000 });
  });

  it.each(['src/one.ts', 'src/a..b.ts', '.config/x.ts', 'a-b_c/d.e/f.ts'])('may name the file %s', (path) => {
    expect(FaultDefinition.parse(fault({ allowedFiles: [path] })).allowedFiles).toEqual([path]);
  });
});
