// What each room may import: the column of `docs/architecture.md`, as rules for dependency-cruiser.

/** Room to the rooms that it may import; of those in `types` it may import types only. */
const ROOMS = {
  app: { values: ['domain', 'platform', 'store'] },
  workflows: { values: ['domain'], types: ['activities', 'store'] },
  activities: { values: ['domain', 'platform', 'store'] },
  domain: { values: [] },
  platform: { values: ['domain'] },
  store: { values: ['domain', 'platform'] },
  adapters: { values: ['domain', 'platform'] },
  repair: { values: ['domain', 'platform'] },
  proof: { values: ['domain', 'platform'] },
  recorder: { values: [] },
  'mock-api': { values: [] },
  'fault-baselines': { values: [] },
  cli: { values: ['domain', 'stack'], types: ['app'] },
  deploy: { values: ['domain'] },
};

/** The schemas of the HTTP API: the command line reads with them what the app writes with them. */
const CONTRACT = '^app/api/[a-z-]+-schemas\\.ts$';

/** Imports that the column does not give, each with its reason. */
const ALSO = {
  cli: [CONTRACT],
  // Two adapters are over a room of ours instead of a vendor's package.
  // The function of AWS is the other half of an adapter and speaks its messages.
  deploy: ['^adapters/code-host/'],
  adapters: ['^adapters/fix-provider/.*=>^repair/', '^adapters/knowledge/.*=>^store/'],
};

/** Tests, what only tests use, and composition roots may import all. */
const FREE = ['\\.test\\.tsx?$', '/testing[/.]', '/contract\\.ts$', '(^|/)main\\.ts$'];

/** Folders that hold no source of ours, or stand for another repository. */
const ELSEWHERE = ['(^|/)node_modules/', '(^|/)dist/', '^\\.suture/', '/fixtures/', '/histories/'];

const alternatives = (names) => `^(${names.join('|')})/`;

function rulesOf([room, { values, types = [] }]) {
  const pairs = (ALSO[room] ?? []).map((entry) =>
    entry.includes('=>') ? entry.split('=>') : [`^${room}/`, entry],
  );
  const always = [
    `^${room}/`,
    ...values.map((name) => `^${name}/`),
    ...pairs.filter(([from]) => from === `^${room}/`).map(([, to]) => to),
  ];
  const special = pairs.filter(([from]) => from !== `^${room}/`);
  const rule = (name, from, to) => ({
    name,
    severity: 'error',
    from: { path: from, pathNot: FREE },
    to: { pathNot: [...to, 'node_modules', '\\.json$', 'idiomorph\\.js$'], dependencyTypesNot: ['core'] },
  });
  return [
    {
      ...rule(`${room}-imports`, `^${room}/`, [...always, ...types.map((name) => `^${name}/`)]),
      from: { path: `^${room}/`, pathNot: [...FREE, ...special.map(([from]) => from)] },
    },
    ...special.map(([from, to], at) => rule(`${room}-imports-${at + 1}`, from, [...always, to])),
    ...(types.length === 0
      ? []
      : [
          {
            name: `${room}-imports-types`,
            severity: 'error',
            from: { path: `^${room}/`, pathNot: FREE },
            to: {
              path: alternatives(types),
              pathNot: always,
              dependencyTypesNot: ['type-only'],
            },
          },
        ]),
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(ROOMS).flatMap(rulesOf),
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one file, or need a third. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-tests',
      comment: 'A program imports no test, and nothing that only tests use.',
      severity: 'error',
      from: { pathNot: [...FREE.slice(0, 3), '^tests/', '^tools/', '^fakes/'] },
      to: { path: ['\\.test\\.tsx?$', '/testing[/.]', '^tests/'] },
    },
    {
      name: 'no-fakes',
      comment: 'Stand-ins are for tests and for the demonstration of the cloud.',
      severity: 'error',
      from: { pathNot: [...FREE, '^tests/', '^tools/', '^fakes/', '^stack/', '^demo/show/'] },
      to: { path: '^fakes/' },
    },
    {
      name: 'demonstration-alone',
      comment: 'The service under repair is a repository of its own.',
      severity: 'error',
      from: { path: '^demo/service/' },
      to: {
        pathNot: ['^demo/service/', 'node_modules', '^suture-recorder', '^recorder/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'no-node-in-workflows-and-domain',
      comment: 'One runs in a deterministic sandbox, the other is pure.',
      severity: 'error',
      from: { path: '^(workflows|domain)/', pathNot: FREE },
      to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-uses-zod-only',
      severity: 'error',
      from: { path: '^domain/', pathNot: FREE },
      to: { path: 'node_modules', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'contract-is-schemas',
      comment: 'What client and server share depends on schemas and the domain only.',
      severity: 'error',
      from: { path: CONTRACT },
      to: { pathNot: [CONTRACT, '^domain/', 'node_modules/@hono/zod-openapi/'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { pathNot: ['^demo/service/', '^tests/'] },
      to: { couldNotResolve: true, pathNot: ['\\?raw$', '^suture-recorder$', 'idiomorph\\.js$'] },
    },
  ],
  options: {
    exclude: { path: ELSEWHERE.slice(1) },
    doNotFollow: { path: ['node_modules', '\\.json$'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    skipAnalysisNotInRules: true,
  },
};
