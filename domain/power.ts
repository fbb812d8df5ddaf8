import { z } from 'zod';

/** What a power reaches; `PowerKind.options` is the order in which a reviewer reads them. */
export const PowerKind = z.enum([
  /** Code made from text. */
  'dynamic_code',
  /** The process that runs the service, and other processes. */
  'process',
  /** An object of the language that all code shares. */
  'builtin',
  /** A variable of the environment. */
  'environment',
  /** A comment or a setting that switches off a check of types or style. */
  'check_off',
  /** An answer of which nothing shows that it is right. */
  'answer',
  /** A guard that was there before. */
  'guard',
  /** A part of the code that the fix does not need is gone, another, or new. */
  'change',
  'host',
  'statement',
  'file',
  'module',
  'global',
  /** A method or property of something that was not made in the file. */
  'member',
  'write',
  'timer',
  'listener',
  /** Work that nobody waits for. */
  'unawaited',
  /** Work that is repeated without a small bound. */
  'repetition',
  /** What is kept from one request to the next. */
  'state',
  /** What could tell a proof from production. */
  'telling_apart',
  /** Code that the language calls by itself, such as a getter or `toJSON`. */
  'hook',
  /** What other files of the service get. */
  'export',
  /** A text that only the running program knows. */
  'text',
  /** A system call of a kind that was not made before; only seen in the sandbox. */
  'system_call',
]);
export type PowerKind = z.infer<typeof PowerKind>;

/** Something that changed code can do and the code before could not. */
export const Power = z.object({
  kind: PowerKind,
  /** Completes "The fix newly …" for a reviewer, such as `sends requests to elsewhere.example`. */
  what: z.string(),
  /** `path:line` of the changed file; null when the sandbox saw it and no line is known. */
  where: z.string().nullable(),
  /** True for a power that no fix may gain, whether or not a person approves. */
  refused: z.boolean(),
  /** Who noticed it: a reader of the code, or a witness of its runs. */
  seen: z.enum(['syntax', 'sandbox']),
});
export type Power = z.infer<typeof Power>;

/** The powers as sentences of a list, those that are refused first, then in the order of their kinds. */
export function describePowers(powers: readonly Power[]): string[] {
  return inOrder(powers).map(({ what, where }) => (where ? `${what} (${where})` : what));
}

/** The powers each once, those that are refused first, then in the order of their kinds. */
export function inOrder(powers: readonly Power[]): Power[] {
  const rank = ({ refused, kind }: Power) => (refused ? 0 : 100) + PowerKind.options.indexOf(kind);
  const seen = new Set<string>();
  return [...powers]
    .sort((one, other) => rank(one) - rank(other))
    .filter(({ what, where }) => {
      const key = `${what}\n${where}`;
      return !seen.has(key) && seen.add(key);
    });
}
