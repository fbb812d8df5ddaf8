import { z } from 'zod';
import { Command, detected, fileGlob, repositoryPath, variableName } from './values.ts';

/** What stands in for an upstream in the sandbox: a program, which also does on a laptop, or answers as they were recorded. */
export const UpstreamDefinition = z
  .object({
    name: z.string(),
    /** Run in the repository's root; `{port}` in an argument or value is replaced. */
    command: Command.nullable().default(null),
    env: z.record(z.string(), z.string()).default({}),
    /** A GET that answers 200 once it is up. */
    health: z.string().startsWith('/').default('/'),
    /** A file of the repository with its answers, in place of a command: a list of method, path, status, headers and body. */
    answers: repositoryPath.nullable().default(null),
    /** The variable by which the service learns the base URL. Null: by `hosts` alone. */
    variable: z.string().nullable().default(null),
    /** Hosts, with or without a port, for which it stands in, also where no variable names them. */
    hosts: z
      .array(
        z.string().regex(/^[\w.-]+(:\d{1,5})?$/, 'a host such as api.example.com or api.example.com:8443'),
      )
      .default([]),
  })
  .refine(({ command, answers }) => (command === null) !== (answers === null), {
    message: 'write either the command of a stand-in, or the file with its answers',
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

/** The database of a service. */
export const DatabaseDefinition = z.object({
  kind: z.literal('postgres').default('postgres'),
  /** The variable by which the service, and the commands below, learn the URL. Null: detected, else `DATABASE_URL`. */
  variable: variableName.nullable().default(null),
  /**
   * Files of SQL statements, or folders of such files, that make the tables in the sandbox: run in this order, those of a folder in
   * the order of their names, before `migrate`. Relative to the service's folder.
   */
  sql: z.array(repositoryPath).default([]),
  /** Makes the tables in an empty database; run after the build. Without it and `sql` it is detected. */
  migrate: detected(Command),
  /** Fills them; run after `migrate`, in the sandbox only. */
  seed: Command.nullable().default(null),
});

/** The Redis of a service; in the sandbox an empty one. */
export const RedisDefinition = z.object({
  /** The variable by which the service learns the URL. Null: detected, else `REDIS_URL`. */
  variable: variableName.nullable().default(null),
});

/**
 * A variable of the service: its value, or that it is a secret. In the sandbox a secret is replaced by a made-up value, of the
 * shape of the example where there is one; in production it is the service's own.
 */
const VariableDefinition = z.union([
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
  z.strictObject({ secret: z.union([z.literal(true), z.string().min(1)]) }),
]);
export type VariableDefinition = z.infer<typeof VariableDefinition>;

export const Environment = z.record(variableName, VariableDefinition).default({});

/** Who installs the packages, and what for. */
export const InstallDefinition = z.object({
  /** Null: by the lockfile. */
  manager: z.enum(['npm', 'pnpm', 'yarn']).nullable().default(null),
  /** The variable of Suture's that holds the token of the private registry that `.npmrc` names. */
  token: variableName.nullable().default(null),
  /** Hosts, besides the package registry, that install scripts may reach, such as those of prebuilt binaries. */
  hosts: z.array(z.string().regex(/^[\w-]+(\.[\w-]+)+$/, 'a host such as binaries.example.com')).default([]),
});
export type InstallDefinition = z.infer<typeof InstallDefinition>;

/** Which files a fix may change. Patterns are relative to the repository's root. */
export const HealDefinition = z.object({
  /** Empty: the sources of the service. */
  allow: z.array(fileGlob).default([]),
  /** What stays as it is, also where `allow` names it. */
  deny: z.array(fileGlob).default([]),
  /** Changes that Suture opens for the service in 24 hours, at most; an updated one counts once. Proven fixes beyond wait for a person. */
  changesPerDay: z.number().int().min(0).max(1_000).default(10),
});

/** How to learn which commit is live: a GET that answers a JSON object. */
export const ReleaseDefinition = z.object({
  path: z.string().startsWith('/'),
  /** The name under which the answer holds the commit. */
  field: z.string().default('build_sha'),
});
export type ReleaseDefinition = z.infer<typeof ReleaseDefinition>;
