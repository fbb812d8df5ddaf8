import type { Component } from './component.ts';
import { pythonProgram } from './python-program.ts';

/** The AWS CLI, by which the stack on AWS is deployed and released. */
export const awsCli: Component = pythonProgram({
  name: 'AWS CLI',
  program: 'aws',
  requirement: 'awscli==1.46.3',
  help: 'install the AWS CLI (https://docs.aws.amazon.com/cli)',
});
