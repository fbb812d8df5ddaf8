import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { SutureError } from './errors.ts';
import { defineConfig, FaultDefinition, type SutureConfig } from './service-definition.ts';

type Input = z.input<typeof SutureConfig>;
type Service = Input['services'][number];
type Fault = Service['faults'][number];

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

const upstream = (name: string) => ({ name, command: ['node'], health: '/health', urlVariable: 'URL' });

const service = (given: Partial<Service> = {}): Service => ({
  name: 'shop',
  build: { typecheck: ['tsc'], test: ['vitest'], command: ['node', 'build.mjs'] },
  run: { command: ['node', 'dist/app.js'] },
  faults: [fault()],
  ...given,
});

function refusal(...services: Service[]): SutureError {
  try {
    defineConfig({ services });
  } catch (error) {
    return error as SutureError;
  }
  throw new Error('it was taken');
}

describe('a definition that is wrong is refused with the place and a sentence', () => {
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
    expect(type).toBe('invalid_config');
    expect(message).toMatch(
      /suture\.config\.ts.*\n {2}services\.0\.faults\.0\.allowedFiles\.1: a path inside the repository, without ".."$/,
    );
  });

  it.each(paths)('a baseline file %j', (path) => {
    const { message } = refusal(service({ faults: [fault({ baselineFile: path })] }));
    expect(message).toContain('services.0.faults.0.baselineFile: a path inside the repository');
  });

  const wrong: [string, Service[], string][] = [
    [
      'a fault code twice',
      [service({ faults: [fault(), fault({ code: 'FAULT_TWO' }), fault()] })],
      'services.0.faults.2.code: FAULT_ONE is defined twice',
    ],
    ['a service twice', [service(), service()], 'services.1.name: shop is defined twice'],
    [
      'an upstream twice',
      [service({ upstreams: [upstream('api'), upstream('api')] })],
      'services.0.upstreams.1.name: there are two upstreams named api',
    ],
    [
      'a varied value of an upstream that there is not',
      [
        service({
          upstreams: [upstream('api')],
          vary: { value: { upstream: 'ape', variable: 'V', production: 1, range: [1, 9] } },
        }),
      ],
      'services.0.vary.value.upstream: there is no upstream named ape',
    ],
    ['no service', [], 'services: '],
    ['no fault', [service({ faults: [] })], 'services.0.faults: '],
    ['no allowed file', [service({ faults: [fault({ allowedFiles: [] })] })], 'allowedFiles: '],
    ['a code that is none', [service({ faults: [fault({ code: 'oops' })] })], 'services.0.faults.0.code: '],
    ['a name that is none', [service({ name: 'My Shop' })], 'services.0.name: '],
    ['a route that is none', [service({ faults: [fault({ route: 'one' })] })], 'services.0.faults.0.route: '],
    [
      'a severity that is none',
      [service({ faults: [fault({ severity: 'dire' as 'high' })] })],
      'services.0.faults.0.severity: ',
    ],
    [
      'a success rate that no number of runs can show',
      [service({ faults: [fault({ assurance: { successRate: 1 } })] })],
      'services.0.faults.0.assurance.successRate: ',
    ],
    [
      'no attempt at all',
      [service({ faults: [fault({ policy: { attempts: 0 } })] })],
      'services.0.faults.0.policy.attempts: ',
    ],
    [
      'a negative budget',
      [service({ faults: [fault({ policy: { tokens: -1 } })] })],
      'services.0.faults.0.policy.tokens: ',
    ],
    [
      'a probe that expects no status',
      [service({ faults: [fault({ probe: { request: { path: '/one' }, expect: {} } as never })] })],
      'services.0.faults.0.probe',
    ],
    [
      'a probe of an empty command',
      [service({ faults: [fault({ probe: { kind: 'command', command: [] } })] })],
      'services.0.faults.0.probe',
    ],
  ];
  it.each(wrong)('%s', (_, services, sentence) => {
    const error = refusal(...services);
    expect(error.type).toBe('invalid_config');
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
  it('needs little, and the rest has defaults', () => {
    const [given] = defineConfig({ services: [service()] }).services;
    expect(given).toMatchObject({
      branch: 'main',
      run: { health: '/up', build: '/up/build' },
      upstreams: [],
    });
    expect(given?.faults[0]).toMatchObject({
      probe: { kind: 'http', request: { method: 'GET', headers: {} }, timeoutMs: 60_000 },
      assurance: { successRate: 0.5, confidence: 0.95 },
      policy: { approval: false, attempts: 3, verificationRuns: 3, cooldownSeconds: 300 },
    });
  });

  it('may have the same fault code in another service', () => {
    expect(defineConfig({ services: [service(), service({ name: 'stock' })] }).services).toHaveLength(2);
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
