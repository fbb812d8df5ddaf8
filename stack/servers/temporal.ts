import type { ProcessSpec } from '../process/managed.ts';

/** Search attributes of a heal, all of type Keyword. */
const SEARCH_ATTRIBUTES = ['SutureFault', 'SuturePhase', 'SutureSeverity', 'SutureService'];

/**
 * The dev server has one shard and lets it poll its queues 20 times a second, so that every step waits up to 50 ms.
 * With these a workflow of eight empty activities takes 107 ms instead of 850 (measured on two cores).
 */
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.visibilityProcessorMaxPollRPS=2000',
  'system.enableActivityEagerExecution=true',
  // Its HTTP API, which nothing here uses, answers any Host unless it is told one.
  'frontend.httpAllowedHosts=["unused.invalid"]',
];

/**
 * Asked to end, the dev server drains for ten seconds, though nothing is left to drain: those who used it end before
 * it, and what it knows is in its SQLite file with every step.
 */
const PATIENCE_MS = 1_000;

/** How to run Temporal's dev server on loopback. */
export function temporalProcess(options: {
  program: string;
  folder: string;
  port: number;
  /** Where the Web UI listens; null for none. */
  ui: { host: string; port: number } | null;
  /** Where it keeps its state; null for memory only. */
  databaseFile: string | null;
  namespace: string;
  /** Dynamic configuration besides, `key=value`. */
  settings?: string[];
  environment: Record<string, string | undefined>;
}): { spec: ProcessSpec; address: string } {
  return {
    address: `127.0.0.1:${options.port}`,
    spec: {
      name: 'temporal',
      command: [
        options.program,
        ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port)],
        ...(options.ui === null
          ? ['--headless']
          : ['--ui-ip', options.ui.host, '--ui-port', String(options.ui.port)]),
        ...(options.databaseFile === null ? [] : ['--db-filename', options.databaseFile]),
        ...(options.namespace === 'default' ? [] : ['--namespace', options.namespace]),
        ...['--log-level', 'warn'],
        ...[...DYNAMIC_CONFIG, ...(options.settings ?? [])].flatMap((setting) => [
          '--dynamic-config-value',
          setting,
        ]),
        ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      ],
      cwd: options.folder,
      env: options.environment,
      // Printed once the frontend answers.
      patienceMs: PATIENCE_MS,
      ready: { line: /Server:\s+\S*:\d+/ },
    },
  };
}
