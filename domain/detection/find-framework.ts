import { type Place, uses } from './place.ts';
import type { Finding } from './source-tree.ts';

/** A package to the name of its framework. Those built on others stand first. */
const FRAMEWORKS = [
  ['@nestjs/core', 'NestJS'],
  ['fastify', 'Fastify'],
  ['hono', 'Hono'],
  ['koa', 'Koa'],
  ['express', 'Express'],
  ['@hapi/hapi', 'hapi'],
  ['restify', 'Restify'],
] as const;

/** The web framework of a service, with its major version. Null may still be a service on `node:http`. */
export function findFramework(place: Place): Finding<string> | null {
  for (const [name, framework] of FRAMEWORKS) {
    if (!uses(place, name)) continue;
    const major = /^[\^~>=v\s]*(\d+)/.exec(place.file.dependencies[name] ?? '')?.[1];
    const value = major ? `${framework} ${major}` : framework;
    return { value, because: `${place.file.path} depends on ${name}` };
  }
  return null;
}
