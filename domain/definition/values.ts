import { z } from 'zod';

/** A path inside a repository. */
export const repositoryPath = z
  .string()
  .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[\w./-]+$/, 'a path inside the repository, without ".."');

/** `src/**`, `*.sql`: files of a repository. */
export const fileGlob = z
  .string()
  .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))\S+$/, 'a pattern of paths inside the repository, without ".."');

/** A command: a list of words is run as it is, a line by `sh`. */
export const Command = z.union([
  z.array(z.string()).min(1),
  z
    .string()
    .min(1)
    .transform((line) => ['sh', '-c', line]),
]);

/** The name of an environment variable. */
export const variableName = z.string().regex(/^[A-Za-z_]\w*$/, 'the name of a variable');

/** An entry that is detected where it is absent or null; `false` says that the service has none. */
export function detected<T extends z.ZodType>(entry: T) {
  return z
    .union([entry, z.literal(false)])
    .nullable()
    .default(null);
}
