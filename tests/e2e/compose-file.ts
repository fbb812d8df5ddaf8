import { execFileSync } from 'node:child_process';
import type { Found } from '../../stack/components/component.ts';
import { composeCommand } from '../../stack/components/compose.ts';

/** A service as Compose reads the file, with all variables replaced. */
export interface ComposeService {
  image: string;
  command: string[] | null;
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: 'service_healthy' | 'service_completed_successfully' }>;
  healthcheck?: { test: string[] };
  volumes?: { type: 'volume' | 'bind'; source: string; target: string; read_only?: boolean }[];
  read_only?: boolean;
  /** Such as `/tmp:mode=1777`. */
  tmpfs?: string[];
  cap_drop?: string[];
  user?: string;
}

/** The services of a profile. @param environment the content of `.env` */
export function readComposeFile(
  compose: Found,
  environment: Record<string, string>,
): Record<string, ComposeService> {
  const [program, ...words] = [...composeCommand(compose), '--file', 'docker-compose.yml', 'config'];
  const text = execFileSync(program as string, [...words, '--format', 'json'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    encoding: 'utf8',
  });
  return (JSON.parse(text) as { services: Record<string, ComposeService> }).services;
}

/** The names, ordered so that each service comes after those that it depends on. */
export function inOrder(services: Record<string, ComposeService>): string[] {
  const ordered: string[] = [];
  const visit = (name: string) => {
    if (ordered.includes(name)) return;
    for (const before of Object.keys(services[name]?.depends_on ?? {})) visit(before);
    ordered.push(name);
  };
  for (const name of Object.keys(services).sort()) visit(name);
  return ordered;
}
