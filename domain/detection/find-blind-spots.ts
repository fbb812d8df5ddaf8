import { answeredCatches } from './answered-catches.ts';
import { findFramework } from './find-framework.ts';
import { startedByHand } from './find-start.ts';
import { type Place, uses } from './place.ts';
import { sourcesOf } from './sources.ts';

/** What reports errors to Suture once its address is set. */
const SENTRY = /^@sentry\/(?!cli$|types$|core$|webpack-plugin$|vite-plugin$|esbuild-plugin$)/;
const OPENTELEMETRY = /^@opentelemetry\/(?:sdk-|auto-instrumentations-node$|exporter-)/;
/** By framework: what an SDK of Sentry must be given to see the errors of handlers, and how that is written. */
const SETUPS: Record<string, { name: RegExp; write: string }> = {
  Express: {
    name: /setupExpressErrorHandler/,
    write: 'Sentry.setupExpressErrorHandler(app) behind all routes',
  },
  Fastify: {
    name: /setupFastifyErrorHandler/,
    write: 'Sentry.setupFastifyErrorHandler(app) before the routes',
  },
  Koa: { name: /setupKoaErrorHandler/, write: 'Sentry.setupKoaErrorHandler(app) before the routes' },
  Hono: {
    name: /setupHonoErrorHandler|@sentry\/hono|\.onError\([\s\S]*captureException/,
    write: 'app.onError((error) => { Sentry.captureException(error); … }), or what the SDK has for Hono',
  },
  hapi: { name: /setupHapiErrorHandler/, write: 'await Sentry.setupHapiErrorHandler(server)' },
  NestJS: { name: /SentryGlobalFilter|SentryModule/, write: 'SentryModule.forRoot() and SentryGlobalFilter' },
};
const recorder = (place: Place) =>
  `\`suture run -- ${startedByHand(place)}\` starts it with the recorder, which`;
/** Places that one sentence names. */
const NAMED = 3;

/**
 * Which failures of a service no report would reach Suture for, and what to add: a sentence or two for each.
 * @returns empty where the service has the recorder among its packages
 */
export function findBlindSpots(place: Place): string[] {
  const packages = Object.keys(place.file.dependencies);
  if (uses(place, 'suture-recorder')) return [];
  const sentry = packages.find((name) => SENTRY.test(name));
  const hasTraces = packages.some((name) => OPENTELEMETRY.test(name));
  if (!sentry && !hasTraces) {
    return [
      `Nothing in the service itself reports its errors: no SDK of Sentry and no OpenTelemetry is among its packages. ${recorder(place)} does.`,
    ];
  }
  const texts = sourcesOf(place).map((path) => ({ path, text: place.tree.read(path) ?? '' }));
  const found = sentry ? sentrySpots(place, sentry, texts.map(({ text }) => text).join('\n')) : [];
  const caught = texts.flatMap(({ path, text }) => answeredCatches(text).map((line) => `${path}:${line}`));
  if (caught.length > 0) {
    const more = caught.length > NAMED ? ` and ${caught.length - NAMED} more places` : '';
    const report = sentry ? 'Sentry.captureException(error)' : 'span.recordException(error)';
    found.push(
      `The code answers with an error itself, and passes it to no report, in ${caught.slice(0, NAMED).join(', ')}${more}. Add ${report} there. Or: ${recorder(place)} sees these.`,
    );
  }
  found.push(
    `${sentry ? 'Sentry' : 'OpenTelemetry'} sends nothing for a request that is never answered, nor for a process that the system ends, and no rows or answers of upstreams. ${recorder(place)} sees these.`,
  );
  return found;
}

function sentrySpots(place: Place, sdk: string, sources: string): string[] {
  const found: string[] = [];
  if (!/\bSentry\.init\s*\(|\binit\s*\(\s*\{[^}]*\bdsn\b/.test(sources)) {
    found.push(
      `${place.file.path} depends on ${sdk}, and no file calls Sentry.init. Call it before anything else is imported, with the DSN that \`suture up\` prints.`,
    );
  }
  const framework = findFramework(place)?.value.split(' ', 1)[0] ?? '';
  const setup = SETUPS[framework];
  if (setup && !setup.name.test(sources)) {
    found.push(`Errors of handlers in ${framework} do not reach Sentry. Add ${setup.write}.`);
  }
  const major = Number(/(\d+)/.exec(place.file.dependencies[sdk] ?? '')?.[1] ?? 0);
  if (
    sdk === '@sentry/node' &&
    major >= 11 &&
    !/dataCollection|sendDefaultPii|maxRequestBodySize/.test(sources)
  ) {
    found.push(
      'From version 11 on the SDK leaves the body, the headers and the cookies of a request out unless Sentry.init asks for them, and a POST cannot be replayed without its body.',
    );
  }
  return found;
}
