import { asRecord } from './package-file.ts';
import type { Place } from './place.ts';
import { below } from './source-tree.ts';

const COMPOSE = [
  ...['docker-compose.yml', 'docker-compose.yaml', 'compose.yml', 'compose.yaml', 'docker-compose.dev.yml'],
];

/** `docker-compose.yml starts postgres:16`, where the image of one of its services matches; else null. */
export function composeReason({ tree, folder }: Place, image: RegExp): string | null {
  for (const at of new Set([folder, ''])) {
    for (const name of COMPOSE) {
      const path = below(at, name);
      const services = asRecord(asRecord(tree.readYaml(path))?.services) ?? {};
      for (const service of Object.values(services)) {
        const started = asRecord(service)?.image;
        if (typeof started === 'string' && image.test(started)) return `${path} starts ${started}`;
      }
    }
  }
  return null;
}
