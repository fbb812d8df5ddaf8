import { z } from 'zod';
import { SutureError } from './errors.ts';
import { ProbeRequest } from './evidence.ts';

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

export const FaultPolicy = z.object({
  /** A person must approve the proven fix before it is pushed. */
  approval: z.boolean().default(false),
  /** Rounds of proposing and proving, each told what failed before. */
  attempts: z.number().int().min(1).max(20).default(3),
  /** Candidates that one round may put to the proof. */
  candidates: z.number().int().min(1).max(500).default(40),
  /** Tokens that all rounds together may use, cached ones included; 0 where no model is asked. */
  tokens: z.number().int().min(0).default(200_000),
  /** Answers of a model that all rounds together may ask for. */
  modelTurns: z.number().int().min(0).default(24),
  /** Seconds that all rounds together may spend in conversation with a model, proofs and demanded waits included. */
  modelSeconds: z.number().int().min(0).default(1_800),
  /** US dollars that all rounds together may pay a model. */
  modelUsd: z.number().min(0).default(1),
  /** How long the fault is left alone after a heal, in seconds. */
  cooldownSeconds: z.number().int().min(0).default(300),
  /** How long a rollout may take until it counts as failed, in seconds. */
  deploySeconds: z.number().int().positive().default(600),
  /** Successful probes against production before the incident counts as resolved. */
  verificationRuns: z.number().int().positive().default(3),
});
export type FaultPolicy = z.infer<typeof FaultPolicy>;

export const FaultDefinition = z.object({
  code: z.string().regex(/^FAULT_[A-Z0-9_]+$/),
  /** The family, such as `sql_error`; shown to people, known to no engine. */
  type: z.string(),
  title: z.string(),
  severity: Severity,
  route: z.string().startsWith('/'),
  /** What the failure's log line starts with. */
  logMarker: z.string(),
  /** The only files that healing this fault may read or patch. */
  allowedFiles: z.array(repositoryPath).min(1),
  /** The faulty text of the first allowed file, for the reset. */
  baselineFile: repositoryPath,
  probe: Probe,
  assurance: Assurance.default({ successRate: 0.5, confidence: 0.95 }),
  policy: FaultPolicy.prefault({}),
});
export type FaultDefinition = z.infer<typeof FaultDefinition>;

/** A program that stands in for an upstream, in the sandbox and on a laptop. */
export const UpstreamDefinition = z.object({
  name: z.string(),
  /** Run in the repository's root; `{port}` in an argument or value is replaced. */
  command: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()).default({}),
  /** A GET that answers 200 once it is up. */
  health: z.string().startsWith('/'),
  /** The variable by which the service learns the base URL. */
  urlVariable: z.string(),
});
export type UpstreamDefinition = z.infer<typeof UpstreamDefinition>;

/** A value that an upstream answers and that differs from run to run in the sandbox. */
export const VariedValue = z.object({
  upstream: z.string(),
  /** The upstream's environment variable that sets it. */
  variable: z.string(),
  /** The value in production. */
  production: z.number().int(),
  /** Bounds (both included) of what the sandbox draws. */
  range: z.tuple([z.number().int(), z.number().int()]),
});
export type VariedValue = z.infer<typeof VariedValue>;

export const ServiceDefinition = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/),
    /** The branch that is delivered. */
    branch: z.string().default('main'),
    /** Entry points and files that a type check and a build of the service start from. */
    build: z.object({
      typecheck: z.array(z.string()).min(1),
      /** The tests of the files that may be healed; they hold for the faulty and for the mended code. */
      test: z.array(z.string()).min(1),
      /** Writes the program below `dist/`. */
      command: z.array(z.string()).min(1),
    }),
    run: z.object({
      command: z.array(z.string()).min(1),
      /** Answers 200 once the service takes requests. */
      health: z.string().startsWith('/').default('/up'),
      /** Answers `{build_sha}`. */
      build: z.string().startsWith('/').default('/up/build'),
    }),
    upstreams: z.array(UpstreamDefinition).default([]),
    vary: z.record(z.string(), VariedValue).default({}),
    faults: z.array(FaultDefinition).min(1),
  })
  .superRefine((service, context) => {
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
        message: `there are two upstreams named ${upstreams[index]}; give each a name of its own`,
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
  });
export type ServiceDefinition = z.infer<typeof ServiceDefinition>;

/** Everything that Suture may heal: the default export of `suture.config.ts`. */
export const SutureConfig = z
  .object({ services: z.array(ServiceDefinition).min(1) })
  .superRefine(({ services }, context) => {
    const names = services.map((service) => service.name);
    for (const index of repeated(names)) {
      context.addIssue({
        code: 'custom',
        path: ['services', index, 'name'],
        message: `${names[index]} is defined twice; give each service a name of its own`,
      });
    }
  });
export type SutureConfig = z.infer<typeof SutureConfig>;

/**
 * Checks a configuration at the place where it is written and gives its author types.
 * @throws SutureError `invalid_config`: one line for each entry that is wrong, with the place where it stands.
 */
export function defineConfig(config: z.input<typeof SutureConfig>): SutureConfig {
  const result = SutureConfig.safeParse(config);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SutureError(
    'invalid_config',
    `The definition of what may be healed (suture.config.ts) is not valid; mend:\n  ${lines.join('\n  ')}`,
  );
}

/** Where a name stands that stood before. */
function repeated(names: string[]): number[] {
  return names.flatMap((name, index) => (names.indexOf(name) === index ? [] : [index]));
}
