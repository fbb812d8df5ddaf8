import { ServiceDefinition } from '../../../domain/service-definition.ts';

/** The definition of the service below `stack/delivery/fixtures/service/`. */
export const fixtureService = ServiceDefinition.parse({
  name: 'fixture',
  build: {
    typecheck: ['node', 'stage.mjs', 'check'],
    test: ['node', 'stage.mjs', 'test'],
    command: ['node', 'stage.mjs', 'build'],
  },
  run: { command: ['node', 'dist/app.mjs'] },
  faults: [
    {
      code: 'FAULT_ANY',
      type: 'any',
      title: 'Any',
      severity: 'low',
      route: '/values',
      logMarker: 'FAULT_ANY',
      allowedFiles: ['values/a.txt'],
      baselineFile: 'values/a.txt',
      probe: { request: { path: '/values' }, expect: { status: 200 } },
    },
  ],
});
