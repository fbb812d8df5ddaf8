import { mkdirSync } from 'node:fs';
import type { ProcessSpec } from '../process/managed.ts';

/** How to run Redis or Valkey on loopback, its data in `folder`. */
export function redisProcess(options: {
  program: string;
  folder: string;
  port: number;
  durable: boolean;
  environment: Record<string, string | undefined>;
}): { spec: ProcessSpec; url: string } {
  mkdirSync(options.folder, { recursive: true });
  return {
    url: `redis://127.0.0.1:${options.port}`,
    spec: {
      name: 'redis',
      command: [
        options.program,
        ...['--bind', '127.0.0.1', '--port', String(options.port), '--dir', options.folder],
        ...['--appendonly', options.durable ? 'yes' : 'no', '--save', ''],
      ],
      cwd: options.folder,
      env: options.environment,
      ready: { line: /Ready to accept connections/i },
    },
  };
}
