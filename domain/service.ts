import { z } from 'zod';
import { SutureError } from './errors.ts';
import { type FaultDefinition, ServiceDefinition, ServiceName } from './service-definition.ts';

/** Longest names, paths and addresses of an attachment, in characters: GitHub allows 100, file systems 4,096, git refs 255. */
const LONGEST = { name: 100, path: 4_096, branch: 255, address: 2_000, arn: 300 };
const address = z.url().max(LONGEST.address);
const gitHubRepository = {
  owner: z.string().min(1).max(LONGEST.name),
  repo: z.string().min(1).max(LONGEST.name),
};

/** Where a service's source lives. Credentials are settings of Suture's, never part of this. */
export const Repository = z.discriminatedUnion('host', [
  /** A repository on this machine's disk. */
  z.object({ host: z.literal('local'), path: z.string().min(1).max(LONGEST.path) }),
  z.object({
    host: z.literal('github'),
    ...gitHubRepository,
    /** REST address; `https://<host>/api/v3` for GitHub Enterprise Server. */
    baseUrl: address.default('https://api.github.com'),
  }),
  /** GitHub through the GithubTool Lambda, by the function's name or ARN. */
  z.object({ host: z.literal('lambda'), functionName: z.string().min(1).max(LONGEST.arn) }),
]);
export type Repository = z.infer<typeof Repository>;

/** Who takes a commit live. */
export const DeliveryPlace = z.discriminatedUnion('kind', [
  /** The local CI/CD, by the address of its own pages. */
  z.object({ kind: z.literal('local'), url: address }),
  z.object({
    kind: z.literal('github-actions'),
    ...gitHubRepository,
    baseUrl: address.default('https://api.github.com'),
    /** The file below `.github/workflows/` that delivers. */
    workflow: z.string().min(1).max(LONGEST.branch).default('deploy.yml'),
  }),
  /** A rollout that is not Suture's: which commit is live is learned from the service, its recorder or the code host. */
  z.object({ kind: z.literal('watched') }),
]);
export type DeliveryPlace = z.infer<typeof DeliveryPlace>;

/** What a person says when a service is attached. */
export const Attachment = z.object({
  name: ServiceName,
  repository: Repository,
  /** The branch that is delivered. */
  branch: z.string().min(1).max(LONGEST.branch).default('main'),
  /** Base URL of the running service. Null: not known, so nothing is sent to it. */
  url: address.nullable().default(null),
  delivery: DeliveryPlace,
});
export type Attachment = z.infer<typeof Attachment>;

/** An attached service: where it lives and runs, and what its `suture.yaml` says. */
export const Service = Attachment.extend({
  definition: ServiceDefinition,
  /** The commit at which the definition was read. */
  definitionCommit: z.string(),
});
export type Service = z.infer<typeof Service>;

/** An attached service as the store keeps it. */
export interface ServiceRecord extends Attachment {
  /** Null until a worker has read it, and while it cannot be read; `problem` says why. */
  definition: ServiceDefinition | null;
  /** Null as well while the definition is that of the repository or branch before. */
  definitionCommit: string | null;
  /** Why the definition cannot be used, a sentence; null when it can. */
  problem: string | null;
  attachedAt: Date;
}

/** Whether a worker still has to read the `suture.yaml` of a service, for the first time or at its new place. */
export function awaitsDefinition({ definitionCommit, problem }: ServiceRecord): boolean {
  return definitionCommit === null && problem === null;
}

/** Whether Suture can learn which commit of a service is live. */
export function reportsRelease({ definition, delivery }: Pick<Service, 'definition' | 'delivery'>): boolean {
  return definition.release !== null || delivery.kind === 'watched';
}

/** Whether a reset has something to restore: a fault that declares its faulty text. */
export function keepsBaselines({ definition }: Pick<ServiceRecord, 'definition'>): boolean {
  return definition?.faults.some(({ baselineFile }) => baselineFile !== null) ?? false;
}

/**
 * A service that can be healed.
 * @throws SutureError `definition_missing` when its `suture.yaml` was not read yet, or cannot be
 */
export function readyService(record: ServiceRecord): Service {
  const { definition, definitionCommit, problem } = record;
  if (definition && definitionCommit) return { ...record, definition, definitionCommit };
  throw problem === null
    ? definitionUnread(record.name)
    : new SutureError('definition_missing', problem, { retryable: false });
}

/** The error while {@link awaitsDefinition}. */
export function definitionUnread(service: string): SutureError {
  return new SutureError(
    'definition_missing',
    `The suture.yaml of ${service} was not read yet. Try again in a moment.`,
    { retryable: true },
  );
}

/**
 * A fault that a service declares.
 * @throws SutureError `unknown_fault`
 */
export function faultOf(service: Service, code: string): FaultDefinition {
  const fault = service.definition.faults.find((each) => each.code === code);
  if (fault) return fault;
  throw new SutureError(
    'unknown_fault',
    `${code} is not declared in the suture.yaml of ${service.name}. Declare it, or reset the incident.`,
  );
}
