// The AWS CLI with its output as JSON. Every runner of GitHub has it, and it takes its credentials from the environment.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * @param {string[]} words such as `['ecs', 'describe-services', '--cluster', name]`
 * @returns {Promise<any>} the parsed output; null when it is empty
 * @throws Error with the message of AWS
 */
export async function aws(...words) {
  try {
    const { stdout } = await run('aws', [...words, '--output', 'json'], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim() === '' ? null : JSON.parse(stdout);
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new Error('The AWS CLI (`aws`) is not on PATH. Install it: https://docs.aws.amazon.com/cli');
    }
    throw new Error(String(error.stderr || error.message).trim(), { cause: error });
  }
}
