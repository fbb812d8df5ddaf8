import { z } from 'zod';
import { FaultDefinition as Fault } from './definition/fault.ts';
import {
  DatabaseDefinition,
  Environment,
  HealDefinition,
  InstallDefinition,
  RedisDefinition,
  ReleaseDefinition,
  UpstreamDefinition,
  VariedValue,
} from './definition/surroundings.ts';
import { Command, detected, repositoryPath } from './definition/values.ts';
import { SutureError } from './errors.ts';
import { FaultPolicy, PolicyChanges } from './fault-policy.ts';

export { Assurance, CommandProbe, HttpProbe, Probe, Severity } from './definition/fault.ts';
export { ReleaseDefinition, UpstreamDefinition } from './definition/surroundings.ts';
export { FaultPolicy };

export const ServiceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes');

const Written = z.object({
  name: ServiceName,
  /** The folder of the service, in which its commands run, from the repository's root. Null: detected. */
  root: repositoryPath.nullable().default(null),
  /** The versions of Node that it runs on, as a range. Null: detected, else that of Suture. */
  node: z
    .union([z.string().min(1), z.number()])
    .transform(String)
    .nullable()
    .default(null),
  install: InstallDefinition.prefault({}),
  /** Writes the program. */
  build: detected(Command),
  /** The folders that `build` and `typecheck` write, from the service's folder. Null: found by running the build. */
  output: z.array(repositoryPath).nullable().default(null),
  typecheck: detected(Command),
  /** The tests that a rollout runs; they hold for the faulty and for the fixed code. */
  test: detected(Command),
  start: Command.nullable().default(null),
  /** A GET that answers 200 once the service takes requests. False: it does so once it takes connections. */
  health: detected(z.string().startsWith('/')),
  release: ReleaseDefinition.nullable().default(null),
  /** Variables of the program, besides `PORT`, `HOST`, the database's and the upstreams'. No secret is written here. */
  environment: Environment,
  database: detected(DatabaseDefinition),
  redis: detected(RedisDefinition),
  upstreams: z.array(UpstreamDefinition).default([]),
  vary: z.record(z.string(), VariedValue).default({}),
  /** The OpenAPI document, from the service's folder. */
  openapi: detected(repositoryPath),
  heal: HealDefinition.prefault({}),
  /**
   * How a proven fix leaves: `push` commits it to the branch, `review` puts it before a person as a change of its own, `none` keeps
   * it for a person to apply and writes nothing to the repository.
   */
  deliver: z.enum(['push', 'review', 'none']).default('review'),
  /**
   * How a fix is verified in production: `probe` sends the probes of its faults to the running service, `watch` sends none
   * and waits whether the failure returns.
   */
  verify: z.enum(['probe', 'watch']).default('watch'),
  policy: PolicyChanges,
  faults: z.array(Fault).default([]),
});

/** What `suture.yaml` says of a service. What it leaves out is detected: see `detection/complete-definition.ts`. */
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
  for (const [index, { variable, hosts }] of service.upstreams.entries()) {
    if (variable !== null || hosts.length > 0) continue;
    context.addIssue({
      code: 'custom',
      path: ['upstreams', index],
      message: 'write the variable of its base URL, or the hosts for which it stands in',
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
