import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { guarded, wrap } from './guarded.ts';
import {
  patchExpressLayer,
  patchExpressRouter,
  patchHapiRequest,
  patchKoa,
  patchNestExceptions,
} from './patch-frameworks.ts';
import { patchMysql, patchMysqlPool } from './patch-mysql.ts';
import { patchPg, patchPool } from './patch-pg.ts';
import { patchIoredis, patchNodeRedis } from './patch-redis.ts';
import { REWRITTEN, rewriteModule } from './rewrite-module.ts';
import type { Requests } from './underway.ts';
import { patchPinoTools } from './watch-logs.ts';

type Patch = (loaded: unknown, requests: Requests) => void;

/** By how a module is asked for, by its name, its path, or relative to the module that asks, and by who asks. */
const PATCHES: { request: RegExp; by?: RegExp; patch: Patch }[] = [
  { request: /(^|[\\/])pg([\\/]lib([\\/]index(\.js)?)?)?$/, patch: patchPg },
  {
    request: /(^|[\\/])pg-pool([\\/]index\.js)?$/,
    patch: (loaded, requests) => patchPool((loaded as { prototype?: object }).prototype, requests),
  },
  { request: /[\\/]connection(\.js)?$/, by: /[\\/]mysql2[\\/]/, patch: patchMysql },
  { request: /[\\/]pool(\.js)?$/, by: /[\\/]mysql2[\\/]/, patch: patchMysqlPool },
  { request: /(^|[\\/])ioredis([\\/]built([\\/]index(\.js)?)?)?$/, patch: patchIoredis },
  { request: /[\\/]commands-queue(\.js)?$/, by: /[\\/]client[\\/]dist[\\/]/, patch: patchNodeRedis },
  { request: /[\\/]layer(\.js)?$/, by: /[\\/](express|router)[\\/]/, patch: patchExpressLayer },
  { request: /^(\.[\\/])?router$/, by: /[\\/]express[\\/]/, patch: patchExpressRouter },
  { request: /(^|[\\/])koa([\\/]lib[\\/]application(\.js)?)?$/, patch: patchKoa },
  { request: /^\.[\\/]request$/, by: /[\\/]hapi[\\/]lib[\\/]core\.js$/, patch: patchHapiRequest },
  { request: /[\\/]exceptions-handler(\.js)?$/, patch: patchNestExceptions },
  { request: /[\\/]tools(\.js)?$/, by: /[\\/]pino[\\/]/, patch: patchPinoTools },
];
const ANY = /pg|redis|connection|pool|commands-queue|layer|router|koa|request|exceptions-handler|tools/;

/**
 * Wraps what the service loads, as it is loaded: by `require`, and by `import` of what is CommonJS, which Node loads in the
 * same way. Other tools may wrap the same functions before or after.
 * @param folder of the service
 * @param hooks the URL of the hooks for modules that are not CommonJS
 */
export function watchModules(requests: Requests, folder: string, hooks: string): void {
  wrap(Module, '_load', (load) => {
    return function (this: unknown, ...given: unknown[]) {
      const loaded = load.apply(this, given);
      const [request, parent] = given as [string, { filename?: string } | undefined];
      if (ANY.test(request)) guarded(() => patchLoaded(request, parent?.filename ?? '', loaded, requests));
      return loaded;
    };
  });
  wrap(Module.prototype, '_compile', (compile) => {
    return function (this: unknown, ...given: unknown[]) {
      const [text, file] = given;
      if (
        typeof text === 'string' &&
        typeof file === 'string' &&
        REWRITTEN.some((name) => file.includes(name))
      ) {
        given[0] = rewriteModule(file, text);
      }
      return compile.apply(this, given);
    };
  });
  // Node keeps a thread for these hooks, so only where there is something for them.
  if (REWRITTEN.some((name) => has(folder, name))) guarded(() => Module.register(hooks));
}

function patchLoaded(request: string, parent: string, loaded: unknown, requests: Requests): void {
  for (const { request: asked, by, patch } of PATCHES) {
    if (asked.test(request) && (!by || by.test(parent))) patch(loaded, requests);
  }
}

function has(folder: string, name: string): boolean {
  try {
    createRequire(join(folder, 'index.js')).resolve(name);
    return true;
  } catch {
    return false;
  }
}
