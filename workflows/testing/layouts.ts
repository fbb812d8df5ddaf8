import type { FaultPolicy } from '../../domain/service-definition.ts';

/** How a service of the test world lies in its repository, and how it answers. */
export interface Layout {
  /** The file that holds the state of the fault `one` or `two`. */
  file(fault: string): string;
  baseline(fault: string): string | null;
  release: { path: string; field: string };
  /** The rest of its `suture.yaml`. */
  definition: Record<string, unknown>;
}

/** TypeScript that is built into `dist`, as the demonstration. */
export const TYPESCRIPT: Layout = {
  file: (fault) => `src/${fault}.ts`,
  baseline: (fault) => `baselines/${fault}.txt`,
  release: { path: '/up/build', field: 'build_sha' },
  definition: { build: 'true', typecheck: 'true', test: 'true', start: 'true', health: '/up' },
};

/** JavaScript that is built into `build`, with its own paths, database and migrations, and no baselines. */
export const JAVASCRIPT: Layout = {
  file: (fault) => `lib/handlers/${fault}.js`,
  baseline: () => null,
  release: { path: '/version', field: 'commit' },
  definition: {
    build: ['npm', 'run', 'build'],
    output: ['build'],
    start: ['node', 'build/server.js'],
    health: '/healthz',
    database: { kind: 'postgres', variable: 'SHOP_DATABASE', migrate: ['node', 'db/migrate.js'] },
  },
};

export const FAULTS = ['one', 'two'];

export interface DefinitionOptions {
  policy?: Partial<FaultPolicy> | undefined;
  deliver?: 'push' | 'review' | 'none' | undefined;
  verify?: 'probe' | 'watch' | undefined;
}

/** The text of a `suture.yaml`; JSON is YAML, too. */
export function definitionText(
  name: string,
  layout: Layout,
  { policy = {}, deliver = 'push', verify = 'probe' }: DefinitionOptions,
): string {
  const faults = FAULTS.map((fault) => ({
    code: `FAULT_${fault.toUpperCase()}`,
    type: 'test_fault',
    title: `Fault ${fault}`,
    severity: 'high',
    route: `/${fault}`,
    allowedFiles: [layout.file(fault)],
    baselineFile: layout.baseline(fault),
    probe: {
      request: { method: 'POST', path: `/${fault}` },
      expect: { status: 200, body: { ok: true } },
    },
    policy: { cooldownSeconds: 60, deploySeconds: 60, ...policy },
  }));
  const service = { name, ...layout.definition, release: layout.release, deliver, verify, faults };
  return JSON.stringify(service, null, 2);
}
