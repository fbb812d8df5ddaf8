import type { StoreContext } from './context.ts';
import { toStoreError } from './errors.ts';

// biome-ignore lint/suspicious/noExplicitAny: verbs take any arguments besides the context
type Verb = (context: StoreContext, ...input: any[]) => Promise<unknown>;

/** The verbs without their first argument, as a program calls them. */
export type Bound<Verbs> = {
  [Name in keyof Verbs]: Verbs[Name] extends (context: StoreContext, ...input: infer Input) => infer Result
    ? (...input: Input) => Result
    : never;
};

/** Gives each verb its context, and turns PostgreSQL's errors into ours. */
export function bind<Verbs extends Record<string, Verb>>(verbs: Verbs, context: StoreContext): Bound<Verbs> {
  const bound = Object.entries(verbs).map(([name, verb]) => [
    name,
    async (...input: unknown[]) => {
      try {
        return await verb(context, ...input);
      } catch (error) {
        throw toStoreError(error);
      }
    },
  ]);
  return Object.fromEntries(bound) as Bound<Verbs>;
}
