import { z } from 'zod';
import { SutureError } from './errors.ts';
import { ProbeRequest } from './evidence.ts';
import { FaultPolicy, PolicyChanges } from './fault-policy.ts';

export { FaultPolicy };

export const Severity = z.enum(['low', 'medium', 'high', 'critical']);
export type Severity = z.infer<typeof Severity>;

const repositoryPath = z
  .string()
  .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[\w./-]+$/, 'a path inside the repository, without ".."');

/** A request that the service must answer in this way. */
export const HttpProbe = z.object({
  kind: z.literal('http').default('http'),
  request: ProbeRequest,
  expect: z.object({
    status: z.number().int().min(100).max(599),
    /**
     * The answer's body, compared deeply; absent means any body. A string `"$name"` stands for the value
     * `name` of the service's `vary`, which differs from run to run in the sandbox.
     */
    body: z.unknown().optional(),
  }),
  /** How long one run may take, in milliseconds. */
  timeoutMs: z.number().int().positive().default(60_000),
  /** Whether a fix is verified by this request to the running service. Absent: as the service's `verify` says. */
  production: z.boolean().optional(),
});
export type HttpProbe = z.infer<typeof HttpProbe>;

/** A command, run in the worktree inside the sandbox, that must exit with 0. */
export const CommandProbe = z.object({
  kind: z.literal('command'),
  command: z.array(z.string()).min(1),
  timeoutMs: z.number().int().positive().default(60_000),
});
export type CommandProbe = z.infer<typeof CommandProbe>;

export const Probe = z.union([HttpProbe, CommandProbe]);
export type Probe = z.infer<typeof Probe>;

/** How sure a proof must be. The number of runs follows: see `proof/confidence.ts`. */
export const Assurance = z.object({
  /** The share of calls that must succeed, 0 to 1 (exclusive). */
  successRate: z.number().gt(0).lt(1).default(0.5),
  /** How sure we want to be of that share, 0 to 1 (exclusive). */
  confidence: z.number().gt(0).lt(1).default(0.95),
});
export type Assurance = z.infer<typeof Assurance>;

/** A command: a list of words is run as it is, a line by `sh`. */
const Command = z.union([
  z.array(z.string()).min(1),
  z
    .string()
    .min(1)
    .transform((line) => ['sh', '-c', line]),
]);

export const FaultDefinition = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{2,79}$/, 'capital letters, digits and underscores'),
  /** The family, such as `sql_error`; shown to people, known to no engine. */
  type: z.string().default('declared'),
  title: z.string(),
  severity: Severity.default('medium'),
  route: z.string().startsWith('/'),
  /** What the failure's log line starts with. Absent: the code. */
  logMarker: z.string().optional(),
  /** The only files that a fix of this fault may read or change. */
  allowedFiles: z.array(repositoryPath).min(1),
  /** The faulty text of the first allowed file, for the reset of a demonstration. */
  baselineFile: repositoryPath.nullable().default(null),
  probe: Probe,
  assurance: Assurance.default({ successRate: 0.5, confidence: 0.95 }),
  /** What is not said here is as in the service's `policy`. */
  policy: PolicyChanges,
});

/** A program that stands in for an upstream, in the sandbox and on a laptop. */
export const UpstreamDefinition = z.object({
  name: z.string(),
  /** Run in the repository's root; `{port}` in an argument or value is replaced. */
  command: Command,
  env: z.record(z.string(), z.string()).default({}),
  /** A GET that answers 200 once it is up. */
  health: z.string().startsWith('/'),
  /** The variable by which the service learns the base URL. */
  variable: z.string(),
});
export type UpstreamDefinition = z.infer<typeof UpstreamDefinition>;

/** A value that an upstream answers and that differs from run to run in the sandbox. */
const VariedValue = z.object({
  upstream: z.string(),
  /** The upstream's environment variable that sets it. */
  variable: z.string(),
  /** The value in production. */
  production: z.number().int(),
  /** Bounds (both included) of what the sandbox draws. */
  range: z.tuple([z.number().int(), z.number().int()]),
});
/** The database of a service. */
const DatabaseDefinition = z.object({
  kind: z.literal('postgres'),
  /** The variable by which the service, and the commands below, learn the URL. */
  variable: z.string().default('DATABASE_URL'),
  /**
   * Files of SQL statements, or folders of such files, that make the tables in the sandbox: run in this order, those of a folder in
   * the order of their names, before `migrate`.
   */
  sql: z.array(repositoryPath).default([]),
  /** Makes the tables in an empty database; run after the build. */
  migrate: Command.nullable().default(null),
  /** Fills them; run after `migrate`, in the sandbox only. */
  seed: Command.nullable().default(null),
});
/** How to learn which commit is live: a GET that answers a JSON object. */
export const ReleaseDefinition = z.object({
  path: z.string().startsWith('/'),
  /** The name under which the answer holds the commit. */
  field: z.string().default('build_sha'),
});
export type ReleaseDefinition = z.infer<typeof ReleaseDefinition>;

export const ServiceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes');

const Written = z.object({
  name: ServiceName,
  /** Writes the program. Null: there is nothing to build. */
  build: Command.nullable().default(null),
  /** The folders that `build` and `typecheck` write. */
  output: z.array(repositoryPath).default(['dist']),
  typecheck: Command.nullable().default(null),
  /** The tests that a rollout runs; they hold for the faulty and for the fixed code. */
  test: Command.nullable().default(null),
  start: Command.default(['npm', 'start']),
  /** A GET that answers 200 once the service takes requests. Null: it does so once it takes connections. */
  health: z.string().startsWith('/').nullable().default(null),
  release: ReleaseDefinition.nullable().default(null),
  /** Variables of the program, besides `PORT`, `HOST`, the database's and the upstreams'. No secret belongs here. */
  environment: z.record(z.string(), z.string()).default({}),
  database: DatabaseDefinition.nullable().default(null),
  upstreams: z.array(UpstreamDefinition).default([]),
  vary: z.record(z.string(), VariedValue).default({}),
  /** How a proven fix leaves: `push` commits it to the branch, `review` puts it before a person. */
  deliver: z.enum(['push', 'review']).default('push'),
  /**
   * How a fix is verified in production: `probe` sends the probes of its faults to the running service, `watch` sends none
   * and waits whether the failure returns.
   */
  verify: z.enum(['probe', 'watch']).default('watch'),
  policy: PolicyChanges,
  faults: z.array(FaultDefinition).default([]),
});

/** What `suture.yaml` says of a service. */
export const ServiceDefinition = Written.superRefine((service, context) => {
  const codes = service.faults.map((fault) => fault.code);
  for (const index of repeated(codes)) {
    context.addIssue({
      code: 'custom',
      path: ['faults', index, 'code'],
      message: `${codes[index]} is defined twice; give each fault its own code`,
    });
  }
  const upstreams = service.upstreams.map((upstream) => upstream.name);
  for (const index of repeated(upstreams)) {
    context.addIssue({
      code: 'custom',
      path: ['upstreams', index, 'name'],
      message: `two upstreams are named ${upstreams[index]}; give each a name of its own`,
    });
  }
  for (const [name, value] of Object.entries(service.vary)) {
    if (!service.upstreams.some((upstream) => upstream.name === value.upstream)) {
      context.addIssue({
        code: 'custom',
        path: ['vary', name, 'upstream'],
        message: `there is no upstream named ${value.upstream}`,
      });
    }
  }
}).transform((service) => ({
  ...service,
  faults: service.faults.map((fault) => ({
    ...fault,
    logMarker: fault.logMarker ?? fault.code,
    policy: FaultPolicy.parse({ ...service.policy, ...fault.policy }),
  })),
}));
export type ServiceDefinition = z.infer<typeof ServiceDefinition>;
export type FaultDefinition = ServiceDefinition['faults'][number];

/** The name of the file, in the root of the service's repository. */
export const DEFINITION_FILE = 'suture.yaml';

/**
 * Checks what a `suture.yaml` holds.
 * @param value the file as plain data
 * @param where names the file and the commit, for the error
 * @throws SutureError `invalid_definition`: a line for each entry that is wrong, with its place
 */
export function parseDefinition(value: unknown, where: string = DEFINITION_FILE): ServiceDefinition {
  const result = ServiceDefinition.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new SutureError('invalid_definition', `${where} is not valid. Correct:\n  ${lines.join('\n  ')}`);
}

/** Where a name stands that stood before. */
function repeated(names: string[]): number[] {
  return names.flatMap((name, index) => (names.indexOf(name) === index ? [] : [index]));
}
