import { asRecord } from './package-file.ts';
import type { Place } from './place.ts';
import { below } from './source-tree.ts';

const COMPOSE = [
  ...['docker-compose.yml', 'docker-compose.yaml', 'compose.yml', 'compose.yaml', 'docker-compose.dev.yml'],
];

/** `docker-compose.yml starts postgres:16`, where the image of one of its services matches; else null. */
export function composeReason(place: Place, image: RegExp): string | null {
  for (const { path, service } of composeServices(place)) {
    const started = service.image;
    if (typeof started === 'string' && image.test(started)) return `${path} starts ${started}`;
  }
  return null;
}

/** The variables that compose files give to what is built from the service's folder, with the file. */
export function composeVariables(place: Place): { path: string; name: string; value: string }[] {
  return composeServices(place).flatMap(({ path, at, service }) => {
    if (!isBuiltFrom(place.folder, at, service.build)) return [];
    const written = Array.isArray(service.environment)
      ? service.environment.map((line) => /^([^=]+)=(.*)$/.exec(String(line))?.slice(1) ?? [])
      : Object.entries(asRecord(service.environment) ?? {});
    return written.flatMap(([name, value]) =>
      // What compose itself fills in is not known here.
      typeof name === 'string' &&
      /^(string|number|boolean)$/.test(typeof value) &&
      !String(value).includes('${')
        ? [{ path, name, value: String(value) }]
        : [],
    );
  });
}

function composeServices({
  tree,
  folder,
}: Place): { path: string; at: string; service: Record<string, unknown> }[] {
  return [...new Set([folder, ''])].flatMap((at) =>
    COMPOSE.flatMap((name) => {
      const path = below(at, name);
      const services = asRecord(asRecord(tree.readYaml(path))?.services) ?? {};
      return Object.values(services).map((service) => ({ path, at, service: asRecord(service) ?? {} }));
    }),
  );
}

function isBuiltFrom(folder: string, at: string, build: unknown): boolean {
  const context = typeof build === 'string' ? build : asRecord(build)?.context;
  if (typeof context !== 'string') return false;
  const plain = context.replace(/^\.\/?|\/+$/g, '');
  return (plain === '' ? at : below(at, plain)) === folder;
}
