import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manager } from './managers.ts';

/** Package registries that a checkout is installed from. */
export interface Registries {
  /** Base URLs that the repository's own settings name. */
  named: string[];
  /** `host` or `host:port` of all of them. */
  hosts: string[];
  /** Hosts of a lockfile that npm replaces by its own registry: `always`, or one of them; null: as npm does by default. */
  replaced: string | null;
}

const PUBLIC = ['https://registry.npmjs.org/', 'https://registry.yarnpkg.com/'];

/**
 * The registries of a checkout: the public ones, that of Suture's own npm, and those that its settings name.
 * @param own the registry of Suture's npm, where a setting names one
 */
export async function readRegistries(
  folder: string,
  manager: Manager,
  own: string | undefined,
): Promise<Registries> {
  const texts = await Promise.all(
    ['.npmrc', '.yarnrc', '.yarnrc.yml'].map((name) =>
      readFile(join(folder, manager.folder, name), 'utf8').catch(() => ''),
    ),
  );
  const named = texts.flatMap((text) =>
    [...text.matchAll(/^[^#;\n]*registry[^\n]*?(https?:\/\/[^\s"']+)/gim)].map((match) => match[1] ?? ''),
  );
  const urls = [...PUBLIC, ...(own ? [own] : []), ...named].filter((url) => URL.canParse(url));
  const replaced = /^\s*replace-registry-host\s*=\s*["']?([\w.-]+)/m.exec(texts.join('\n'))?.[1] ?? null;
  return { named, hosts: [...new Set(urls.map(hostOf))], replaced };
}

/** With its port, also where the scheme implies it. */
function hostOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`;
}
