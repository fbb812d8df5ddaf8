import { subscribe } from 'node:diagnostics_channel';
import { guarded, wrap } from './guarded.ts';
import { expressRoute, honoRoute } from './route-of.ts';
import { noteError, type Requests, type Underway } from './underway.ts';

/** Where the text of Hono's modules calls back, see `esm-hooks.ts`. */
export const HONO = 'suture-recorder.hono';
export const HONO_ROUTES = 'suture-recorder.hono-routes';

/** Express: the layer of a router that an error passes, `handle_error` in version 4. */
export function patchExpressLayer(loaded: unknown, { storage }: Requests): void {
  const { prototype } = loaded as { prototype?: object };
  for (const name of ['handleError', 'handle_error']) {
    wrap(prototype, name, (original) => {
      return function (this: unknown, ...given: unknown[]) {
        guarded(() => noteError(storage.getStore(), 'thrown', given[0]));
        return original.apply(this, given);
      };
    });
  }
}

/** Express: what no handler of the service takes, and Express answers itself. */
export function patchExpressRouter(loaded: unknown, { storage }: Requests): void {
  const router = loaded as { handle?: unknown; prototype?: object };
  // Version 4 hands its methods to each router, version 5 has them in the prototype.
  const target = router.handle ? router : router.prototype;
  wrap(target, 'handle', (handle) => {
    return function (this: unknown, ...given: unknown[]) {
      const [request, , done] = given as [{ baseUrl?: unknown }, unknown, unknown];
      if (typeof done !== 'function') return handle.apply(this, given);
      // Before the next router gets the request, this one puts back the path below which it is mounted.
      const { baseUrl } = request;
      given[2] = function (this: unknown, ...ended: unknown[]) {
        if (ended[0] instanceof Error) {
          guarded(() => {
            const one = storage.getStore();
            noteError(one, 'thrown', ended[0]);
            if (one) one.route ??= expressRoute(request, baseUrl);
          });
        }
        return done.apply(this, ended);
      };
      return handle.apply(this, given);
    };
  });
}

/** Koa: each error that passes a middleware, where another one may answer it, that reaches the application, or is reported by `ctx.app.emit('error')`. */
export function patchKoa(loaded: unknown, { storage }: Requests): void {
  const { prototype } = ((loaded as { default?: unknown }).default ?? loaded) as { prototype?: object };
  wrap(prototype, 'emit', (emit) => {
    return function (this: unknown, ...given: unknown[]) {
      if (given[0] === 'error') guarded(() => noteError(storage.getStore(), 'thrown', given[1]));
      return emit.apply(this, given);
    };
  });
  wrap(prototype, 'use', (use) => {
    return function (this: unknown, ...given: unknown[]) {
      const [middleware] = given;
      if (isAsync(middleware)) given[0] = seeing(middleware, storage);
      return use.apply(this, given);
    };
  });
  wrap(prototype, 'createContext', (create) => {
    return function (this: unknown, ...given: unknown[]) {
      const context = create.apply(this, given);
      const one = storage.getStore();
      if (one) one.context = context as Underway['context'];
      return context;
    };
  });
}

type Middleware = (this: unknown, ...given: unknown[]) => unknown;

/** Koa 2 converts or refuses a generator by what it is. */
function isAsync(middleware: unknown): middleware is Middleware {
  return typeof middleware === 'function' && middleware.constructor.name !== 'GeneratorFunction';
}

/** A middleware that notes the error with which it ends; with all that tools look for on the other one. */
function seeing(middleware: Middleware, storage: Requests['storage']): Middleware {
  return new Proxy(middleware, {
    apply(target, self, given) {
      const note = (error: unknown) => guarded(() => noteError(storage.getStore(), 'thrown', error));
      try {
        const ended = Reflect.apply(target, self, given);
        if (ended instanceof Promise) ended.catch(note);
        return ended;
      } catch (error) {
        note(error);
        throw error;
      }
    },
  });
}

/** Nest: what reaches its layer of exceptions, also where a filter of the service answers. */
export function patchNestExceptions(loaded: unknown, { storage }: Requests): void {
  const { ExceptionsHandler } = loaded as { ExceptionsHandler?: { prototype: object } };
  wrap(ExceptionsHandler?.prototype, 'next', (next) => {
    return function (this: unknown, ...given: unknown[]) {
      guarded(() => noteError(storage.getStore(), 'thrown', given[0]));
      return next.apply(this, given);
    };
  });
}

interface Fastify {
  addHook(name: 'onError' | 'onRequest', hook: (...given: unknown[]) => void): void;
  setErrorHandler: unknown;
}

interface FastifyRequest {
  /** Of Fastify 4.10 and newer, and of older ones. */
  routeOptions?: { url?: unknown };
  routerPath?: unknown;
}

/** The route as it was declared; null where none was found. */
function fastifyRoute(request: FastifyRequest): string | null {
  const url = request.routeOptions ? request.routeOptions.url : request.routerPath;
  return typeof url === 'string' ? url : null;
}

/** Fastify: what it hands to the service's error handlers, and to its own. */
export function watchFastify({ storage }: Requests): void {
  subscribe('fastify.initialization', (message) => {
    guarded(() => {
      const { fastify } = message as { fastify: Fastify };
      fastify.addHook('onRequest', (request, _reply, done) => {
        const one = storage.getStore();
        if (one) one.route = fastifyRoute(request as FastifyRequest);
        (done as () => void)();
      });
      fastify.addHook('onError', (_request, _reply, error, done) => {
        guarded(() => noteError(storage.getStore(), 'thrown', error));
        (done as () => void)();
      });
      wrap(fastify, 'setErrorHandler', (set) => {
        return function (this: unknown, ...given: unknown[]) {
          const [handler] = given;
          if (typeof handler !== 'function') return set.apply(this, given);
          const seeing = function (this: unknown, ...errors: unknown[]) {
            guarded(() => noteError(storage.getStore(), 'thrown', errors[0]));
            return handler.apply(this, errors);
          };
          return set.call(this, seeing, ...given.slice(1));
        };
      });
    });
  });
}

/** Hono: the text of its modules calls this where it hands an error to `onError`, and where it found the routes of a request. */
export function watchHono({ storage }: Requests): void {
  const own = globalThis as Record<symbol, unknown>;
  own[Symbol.for(HONO)] = (error: unknown) => {
    guarded(() => noteError(storage.getStore(), 'thrown', error));
  };
  own[Symbol.for(HONO_ROUTES)] = (matched: unknown) => {
    guarded(() => {
      const one = storage.getStore();
      // An application that is called within another one knows the end of the path alone.
      if (one) one.route ??= honoRoute(matched);
    });
  };
}

/** hapi: each error that it answers by 5xx, also where the service answers in its place, and the request, which knows its route. */
export function patchHapiRequest(loaded: unknown, { storage }: Requests): void {
  wrap(loaded, 'generate', (generate) => {
    return function (this: unknown, ...given: unknown[]) {
      const made = generate.apply(this, given);
      const one = storage.getStore();
      // A service may also ask itself, without a connection.
      if (one && given[1] === one.request) one.context = made as Underway['context'];
      return made;
    };
  });
  wrap((loaded as { prototype?: object }).prototype, '_setResponse', (set) => {
    return function (this: unknown, ...given: unknown[]) {
      const [response] = given as [{ isBoom?: boolean; output?: { statusCode?: number } } | null];
      if (response?.isBoom && Number(response.output?.statusCode) >= 500)
        guarded(() => noteError(storage.getStore(), 'thrown', response));
      return set.apply(this, given);
    };
  });
}
