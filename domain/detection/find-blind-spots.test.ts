import { expect, it } from 'vitest';
import { answeredCatches } from './answered-catches.ts';
import { findBlindSpots } from './find-blind-spots.ts';
import { placeAt } from './place.ts';

function spots(
  dependencies: Record<string, string>,
  sources: Record<string, string> = {},
  scripts: Record<string, string> = {},
): string[] {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ dependencies, scripts }),
    ...sources,
  };
  const tree = {
    paths: Object.keys(files),
    read: (path: string) => files[path] ?? null,
    readYaml: () => null,
  };
  const place = placeAt(tree, '');
  if (!place) throw new Error('there is no package.json');
  return findBlindSpots(place);
}

const INIT = 'Sentry.init({ dsn: process.env.SENTRY_DSN });';

it('says that nothing reports errors where no SDK is among the packages', () => {
  expect(spots({ express: '^5.0.0' })).toEqual([
    expect.stringContaining('Nothing in the service itself reports'),
  ]);
});

it.each([
  [{ start: 'node a.js', dev: 'nodemon a.js' }, {}, 'npm start'],
  [{ dev: 'tsx watch src/a.ts' }, {}, 'npm run dev'],
  [{}, { 'src/server.js': '' }, 'node src/server.js'],
])('says how this service is started with the recorder: %j, %j', (scripts, sources, expected) => {
  expect(spots({}, sources as Record<string, string>, scripts as Record<string, string>)[0]).toContain(
    `\`suture run -- ${expected}\``,
  );
});

it('finds nothing in a service that has the recorder', () => {
  expect(spots({ 'suture-recorder': '^0.2.0', '@sentry/node': '^10.0.0' })).toEqual([]);
});

it.each([
  ['express', 'Express', 'setupExpressErrorHandler'],
  ['fastify', 'Fastify', 'setupFastifyErrorHandler'],
  ['koa', 'Koa', 'setupKoaErrorHandler'],
  ['hono', 'Hono', 'setupHonoErrorHandler'],
  ['@nestjs/core', 'NestJS', 'SentryGlobalFilter'],
])('says what Sentry lacks in a service with %s, until it is there', (name, title, setup) => {
  const packages = { [name]: '^4.0.0', '@sentry/node': '^10.0.0' };
  const lacking = `Errors of handlers in ${title} do not reach Sentry.`;
  expect(spots(packages, { 'src/app.ts': INIT }).join('\n')).toContain(lacking);
  expect(spots(packages, { 'src/app.ts': `${INIT}\nSentry.${setup}(app);` }).join('\n')).not.toContain(
    lacking,
  );
});

it('says where the SDK is never started, and what version 11 leaves out', () => {
  expect(spots({ '@sentry/node': '^11.0.0' }, { 'a.js': 'x' }).join('\n')).toMatch(
    /no file calls Sentry\.init.*\n.*From version 11 on/,
  );
  expect(spots({ '@sentry/node': '^10.0.0' }, { 'a.js': INIT }).join('\n')).not.toMatch(
    /Sentry\.init|version 11/,
  );
});

it('names the places that answer an error themselves, and what no SDK sees', () => {
  const handler =
    'route(req, res).catch((error) => {\n  console.error(error);\n  send(res, 500, { error });\n});';
  const found = spots({ '@sentry/node': '^10.0.0' }, { 'src/service.ts': `${INIT}\n${handler}` });
  expect(found).toEqual([
    expect.stringMatching(/passes it to no report, in src\/service\.ts:2\. Add Sentry\.captureException/),
    expect.stringContaining('a request that is never answered'),
  ]);
});

it.each([
  ['res.status(500).json({})', true],
  ['res.writeHead(502)', true],
  ['res.statusCode = 500; res.end()', true],
  ['ctx.status = 500', true],
  ['return c.json({ error }, 500)', true],
  ['return reply.code(503).send()', true],
  ['if (x) { a(); } return new Response(null, { status: 500 })', true],
  ['res.status(400).json({})', false],
  ['next(error)', false],
  ['Sentry.captureException(error); res.status(500).end()', false],
  ['throw new Error("500", { cause: error })', false],
])('takes a catch with %s for one that answers with an error itself: %s', (body, answers) => {
  expect(answeredCatches(`try {\n  a();\n} catch (error) {\n  ${body}\n}`)).toEqual(answers ? [3] : []);
});
