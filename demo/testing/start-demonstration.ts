import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface RunningDemonstration {
  url: string;
  /** The lines on stderr. */
  lines: string[];
  /** Sends SIGTERM. @returns the exit code */
  stop(): Promise<number | null>;
}

/** Starts the built service as its `suture.yaml` does, on a free port, with these variables and no others. */
export async function startDemonstration(
  repository: string,
  environment: Record<string, string>,
): Promise<RunningDemonstration> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/service.js'], {
    cwd: repository,
    env: { PORT: '0', EXIT_WITH_PARENT: '1', ...environment },
    stdio: 'pipe',
  });
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => lines.push(line));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error(`The service ended at its start: ${lines.join('\n')}`))),
  ])) as [string];
  return {
    url: line.slice(line.indexOf('http://')),
    lines,
    async stop() {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}
