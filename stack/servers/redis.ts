import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessSpec } from '../process/managed.ts';

/**
 * How to run Redis or Valkey on loopback, its data in `folder`.
 * @param options.password what a client has to send; it stands in a file, since everybody sees a command line. Null: none
 */
export function redisProcess(options: {
  program: string;
  folder: string;
  port: number;
  durable: boolean;
  password: string | null;
  environment: Record<string, string | undefined>;
}): { spec: ProcessSpec; url: string } {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const { password } = options;
  const config = join(options.folder, 'redis.conf');
  writeFileSync(config, password === null ? '' : `requirepass ${password}\n`, { mode: 0o600 });
  return {
    url: `redis://${password === null ? '' : `:${password}@`}127.0.0.1:${options.port}`,
    spec: {
      name: 'redis',
      command: [
        options.program,
        config,
        ...['--bind', '127.0.0.1', '--port', String(options.port), '--dir', options.folder],
        ...['--appendonly', options.durable ? 'yes' : 'no', '--save', ''],
      ],
      cwd: options.folder,
      env: options.environment,
      ready: { line: /Ready to accept connections/i },
    },
  };
}
