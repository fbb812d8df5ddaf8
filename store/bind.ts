import type { StoreContext } from './context.ts';
import { toStoreError } from './errors.ts';
import { storableIn } from './json.ts';

// biome-ignore lint/suspicious/noExplicitAny: verbs take any arguments besides the context
type Verb = (context: StoreContext, ...input: any[]) => Promise<unknown>;

/** The verbs without their first argument, as a program calls them. */
export type Bound<Verbs> = {
  [Name in keyof Verbs]: Verbs[Name] extends (context: StoreContext, ...input: infer Input) => infer Result
    ? (...input: Input) => Result
    : never;
};

/**
 * Gives each verb its context, takes out of its input what PostgreSQL cannot store, and turns PostgreSQL's errors into
 * ours. What comes in was written by others, and no text of theirs may make a verb fail each time.
 */
export function bind<Verbs extends Record<string, Verb>>(verbs: Verbs, context: StoreContext): Bound<Verbs> {
  const bound = Object.entries(verbs).map(([name, verb]) => [
    name,
    async (...input: unknown[]) => {
      try {
        return await verb(context, ...input.map((one) => storableIn(one)));
      } catch (error) {
        throw toStoreError(error);
      }
    },
  ]);
  return Object.fromEntries(bound) as Bound<Verbs>;
}
