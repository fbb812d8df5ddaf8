import { execFile } from 'node:child_process';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs one of our scripts as a pipeline would, with this environment and a PATH, and nothing else. */
export function runScript(
  script: string,
  args: string[],
  environment: Record<string, string>,
  cwd = process.cwd(),
): Promise<Ran> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env, cwd }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}
