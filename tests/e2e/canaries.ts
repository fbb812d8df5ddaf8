import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const base64 = (name: string) => Buffer.from(`canary of ${name}, long enough`).toString('base64');

/** Secrets of the control plane that a person sets, each with a value that stands nowhere else. */
export const CANARIES = {
  ADMIN_TOKEN: 'canary-admin-token-0123456789',
  CALLBACK_SECRET: base64('CALLBACK_SECRET'),
  INGEST_SECRET: base64('INGEST_SECRET'),
  GITHUB_TOKEN: 'canary-github-token',
  GITHUB_WEBHOOK_SECRET: 'canary-github-webhook-secret',
  ANTHROPIC_API_KEY: 'canary-anthropic-api-key',
  BACKBOARD_API_KEY: 'canary-backboard-api-key',
  NOTIFY_WEBHOOK_SECRET: base64('NOTIFY_WEBHOOK_SECRET'),
  GITHUB_APP_PRIVATE_KEY: 'canary-github-app-private-key',
  TEMPORAL_CODEC_KEYS: `canary:${Buffer.from('canary of TEMPORAL_CODEC_KEYS 32').toString('base64')}`,
  AWS_SECRET_ACCESS_KEY: 'canary-aws-secret-access-key',
};

/** The files below a folder that hold one of these texts, with its name. */
export function filesWith(folder: string, secrets: Record<string, string>): string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder, { recursive: true }).map(String)) {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    found.push(
      ...secretsIn(readFileSync(path), secrets).map((secret) => `${relative(folder, path)}: ${secret}`),
    );
  }
  return found.sort();
}

/**
 * Watches the environments of all processes, until it is stopped. Linux only.
 * @param isAllowed whether a process may know the secrets
 * @returns stops it, and returns what was found: the command and the name of the secret
 */
export function watchEnvironments(
  secrets: Record<string, string>,
  isAllowed: (pid: number, words: string[]) => boolean,
): () => string[] {
  const found = new Set<string>();
  const look = () => {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const known = secretsIn(readFileSync(`/proc/${name}/environ`), secrets);
        if (known.length === 0) continue;
        // A fork has its parent's environment until it becomes another program; then its line changes.
        if (line === '' || line !== readFileSync(`/proc/${name}/cmdline`, 'utf8')) continue;
        const words = line.split('\0');
        if (isAllowed(Number(name), words)) continue;
        found.add(
          `${words.slice(0, 4).join(' ')} in ${readlinkSync(`/proc/${name}/cwd`)}: ${known.join(', ')}`,
        );
      } catch {
        // It has ended, or is another user's.
      }
    }
  };
  const timer = setInterval(look, 10);
  return () => {
    clearInterval(timer);
    look();
    return [...found];
  };
}

function secretsIn(text: Buffer, secrets: Record<string, string>): string[] {
  return Object.entries(secrets).flatMap(([name, value]) => (text.includes(value) ? [name] : []));
}
