import { join } from 'node:path';
import type { ServiceDefinition, UpstreamDefinition } from '../../domain/service-definition.ts';
import type { Environment } from '../../platform/find-program.ts';
import type { ProcessSpec } from '../process/managed.ts';

/** How to run an upstream's stand-in as it is in production. */
export function upstreamProcess(options: {
  service: ServiceDefinition;
  upstream: UpstreamDefinition;
  port: number;
  root: string;
  environment: Environment;
}): { spec: ProcessSpec; url: string } {
  const { service, upstream, port, root, environment } = options;
  const filled = (text: string) => text.replaceAll('{port}', String(port));
  const values = Object.values(service.vary)
    .filter((value) => value.upstream === upstream.name)
    .map((value) => [value.variable, String(value.production)]);
  const own = Object.entries(upstream.env).map(([name, text]) => [name, filled(text)]);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    spec: {
      name: upstream.name,
      command: upstream.command.map(filled),
      cwd: root,
      env: {
        ...environment,
        HOST: '127.0.0.1',
        EXIT_WITH_PARENT: '1',
        ...Object.fromEntries([...own, ...values]),
      },
      ready: { url: `${url}${upstream.health}` },
    },
  };
}

/** How to run one of our own programs. */
export function ownProgram(options: {
  name: string;
  root: string;
  environment: Environment;
  ready: ProcessSpec['ready'];
  patienceMs?: number;
}): ProcessSpec {
  return {
    name: options.name,
    command: [process.execPath, '--enable-source-maps', join(options.root, 'dist', `${options.name}.js`)],
    cwd: options.root,
    env: { ...options.environment, EXIT_WITH_PARENT: '1' },
    ready: options.ready,
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
  };
}
