import { guarded } from './guarded.ts';
import { keepAnswerOf, noteError, type Requests, type Underway } from './underway.ts';

/** Where the text of modules of graphql and tRPC calls back, see `tell-of-errors.ts`. */
export const RESOLVER = 'suture-recorder.resolver';
/** What GraphQL servers and tRPC call an error that nobody classed. */
const INTERNAL = 'INTERNAL_SERVER_ERROR';

/**
 * Notes what resolvers and procedures throw. GraphQL answers it by 200, and tRPC a batch of several by 207, so that the request
 * looks like a success from outside.
 */
export function watchResolvers(requests: Requests): void {
  (globalThis as Record<symbol, unknown>)[Symbol.for(RESOLVER)] = (error: unknown) => {
    guarded(() => {
      const one = requests.storage.getStore();
      if (!one || isRefusal(error)) return;
      noteError(one, 'thrown', causeOf(error));
      one.failed = true;
      keepAnswerOf(requests, one);
    });
  };
}

/** What tRPC wraps itself. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.name === 'TRPCError' ? (error.cause ?? error) : error;
}

/** Whether the service says by an error that it refuses a request: by its class, by a code, or by a status. */
export function isRefusal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, extensions, status, statusCode } = error as Record<string, unknown>;
  if (name === 'TRPCError') return code !== INTERNAL;
  const named = (extensions as { code?: unknown } | null | undefined)?.code;
  if (typeof named === 'string') return named !== INTERNAL;
  // Of graphql itself are those about arguments, and those that a service throws on purpose.
  if (name === 'GraphQLError') return true;
  return [status, statusCode].some((each) => typeof each === 'number' && each >= 400 && each < 500);
}

/** Whether the answer names an error: code may ask itself by GraphQL, and handle what fails. True where it cannot be read. */
export function namesError({ answered, response }: Underway): boolean {
  if (answered.length === 0 || response?.hasHeader('content-encoding')) return true;
  return /"errors?"\s*:/.test(Buffer.concat(answered).toString('utf8'));
}
