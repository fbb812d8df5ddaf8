/** Names by which GraphQL servers and tRPC class an error, and the status of HTTP that says the same. */
const STATUS_OF: Record<string, number> = {
  INTERNAL_SERVER_ERROR: 500,
  UNAUTHENTICATED: 401,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
};
/** Any other name is of a refusal. */
const REFUSED = 400;
/** Answers of one batch that are looked at. */
const MOST_ANSWERS = 100;

/**
 * The status that an answer means. GraphQL and tRPC answer several things at once, and name what failed in the body of a 200 or
 * 207. The worst of them counts, so that such a failure is judged as one that was answered by 500.
 * @param body as JSON says, or the text
 */
export function meantStatus({ status, body }: { status: number; body: unknown }): number {
  if (status !== 200 && status !== 207) return status;
  const answers = (Array.isArray(body) ? body : [body]).slice(0, MOST_ANSWERS);
  return Math.max(status === 207 ? 200 : status, ...answers.flatMap(statusesIn));
}

function statusesIn(answer: unknown): number[] {
  if (!isObject(answer)) return [];
  return 'error' in answer ? trpcStatus(answer.error) : graphqlStatuses(answer);
}

/** tRPC: `{ error: { data: { httpStatus } } }`, below `json` where a transformer wrote it. */
function trpcStatus(error: unknown): number[] {
  const shape = isObject(error) && isObject(error.json) ? error.json : error;
  const data = isObject(shape) ? shape.data : null;
  return isObject(data) && typeof data.code === 'string' && isStatus(data.httpStatus)
    ? [data.httpStatus]
    : [];
}

/** GraphQL: `{ data, errors }` and nothing else; see https://spec.graphql.org/October2021/#sec-Response-Format */
function graphqlStatuses(answer: Record<string, unknown>): number[] {
  const { errors } = answer;
  const isGraphql = Object.keys(answer).every((name) => /^(?:data|errors|extensions)$/.test(name));
  if (!isGraphql || !Array.isArray(errors) || !('data' in answer || errors.some(isLocated))) return [];
  return errors.flatMap((error) => {
    if (!isObject(error) || typeof error.message !== 'string') return [];
    const extensions = isObject(error.extensions) ? error.extensions : {};
    const named = statusIn(extensions, error.message);
    if (named !== null) return [named];
    // What has a path was thrown while the answer was made. A service may leave out all but the message.
    const isThrown = Array.isArray(error.path) || ('data' in answer && !Array.isArray(error.locations));
    return [isThrown ? 500 : REFUSED];
  });
}

/** What an error says of itself; null: nothing. */
function statusIn(extensions: Record<string, unknown>, message: string): number | null {
  const { http, status, statusCode, code } = extensions;
  const written = Number(/^\s*([45]\d\d)\b/.exec(message)?.[1]);
  const named = [isObject(http) ? http.status : null, status, statusCode, written].find(isStatus);
  if (named !== undefined) return named;
  if (typeof code !== 'string') return null;
  return Object.hasOwn(STATUS_OF, code) ? (STATUS_OF[code] as number) : REFUSED;
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value <= 599;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLocated(error: unknown): boolean {
  return isObject(error) && (Array.isArray(error.locations) || isObject(error.extensions));
}
