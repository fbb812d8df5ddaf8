import { dirname } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import { awsCli } from '../../stack/components/aws-cli.ts';
import { obtain } from '../../stack/components/component.ts';

/** The folder of the AWS CLI, installed where it is not there; null, and a line that says so, where it cannot be had. */
export async function awsCliFolder(): Promise<string | null> {
  const say = (line: string) => console.error(line);
  const setUp = { environment: process.env, root: process.cwd(), say, signal: new AbortController().signal };
  try {
    return dirname((await obtain(awsCli, setUp)).path as string);
  } catch (error) {
    if (!(error instanceof SutureError && error.type === 'component_missing')) throw error;
    say(`skipped: ${error.message}`);
    return null;
  }
}
