import type { Component } from './component.ts';
import { goProgram } from './go-program.ts';

/** Temporal's Web UI as a program of its own, as docker-compose.yml has it; the embedded stack uses that of the dev server. */
export const temporalUi: Component = goProgram({
  name: 'Temporal UI',
  program: 'temporal-ui-server',
  package: 'github.com/temporalio/ui-server/v2/cmd/server',
  module: 'github.com/temporalio/ui-server/v2',
  version: 'v2.49.1',
  takes: 'a minute, and half a gigabyte',
  help: 'install Go to build it with',
});
