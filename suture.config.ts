import { defineConfig } from './domain/service-definition.ts';

/** What Suture may heal here: its own demonstration service with the three faults of the guide. */
export default defineConfig({
  services: [
    {
      name: 'suture-app',
      branch: 'main',
      build: {
        typecheck: ['node_modules/.bin/tsc', '--noEmit', '-p', 'tsconfig.service.json'],
        test: ['node_modules/.bin/vitest', 'run', '--project', 'service'],
        // The stand-in is built too: the proof starts it from the commit's own build.
        command: ['node', 'tools/build.mjs', 'app', 'mock-api'],
      },
      run: { command: ['node', '--enable-source-maps', 'dist/app.js'] },
      upstreams: [
        {
          name: 'mock-api',
          command: ['node', 'dist/mock-api.js'],
          env: { API_FAULT_MODE: 'latency,wrong_data', PORT: '{port}' },
          health: '/health',
          urlVariable: 'MOCK_API_BASE_URL',
        },
      ],
      vary: {
        value: { upstream: 'mock-api', variable: 'MOCK_API_VALUE', production: 42, range: [1, 1_000_000] },
      },
      faults: [
        {
          code: 'FAULT_SQL_INJECTION_TEST',
          type: 'sql_error',
          title: 'Malformed SQL statement',
          severity: 'high',
          route: '/test-fault/run',
          logMarker: 'FAULT_SQL_INJECTION_TEST',
          allowedFiles: ['app/faults/sql.ts'],
          baselineFile: 'fault-baselines/sql.txt',
          probe: {
            request: { method: 'POST', path: '/test-fault/run' },
            expect: { status: 200, body: { ok: true } },
          },
        },
        {
          code: 'FAULT_EXTERNAL_API_LATENCY',
          type: 'external_api_failure',
          title: 'Slow or malformed upstream answers',
          severity: 'critical',
          route: '/test-fault/external-api',
          logMarker: 'FAULT_EXTERNAL_API_LATENCY',
          allowedFiles: ['app/faults/api.ts'],
          baselineFile: 'fault-baselines/api.txt',
          probe: {
            request: { method: 'POST', path: '/test-fault/external-api' },
            expect: { status: 200, body: { value: '$value' } },
            timeoutMs: 90_000,
          },
          assurance: { successRate: 0.9, confidence: 0.95 },
          policy: { verificationRuns: 5 },
        },
        {
          code: 'FAULT_DB_TIMEOUT',
          type: 'database_timeout',
          title: 'Statement cancelled by its timeout',
          severity: 'critical',
          route: '/test-fault/db-timeout',
          logMarker: 'FAULT_DB_TIMEOUT',
          allowedFiles: ['app/faults/db.ts'],
          baselineFile: 'fault-baselines/db.txt',
          probe: {
            request: { method: 'POST', path: '/test-fault/db-timeout' },
            expect: { status: 200, body: { ok: true } },
          },
        },
      ],
    },
  ],
});
