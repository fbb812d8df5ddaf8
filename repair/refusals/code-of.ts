/** How tRPC and GraphQL servers call what a status says. */
const CODES = new Map([
  [400, 'BAD_REQUEST'],
  [404, 'NOT_FOUND'],
  [409, 'CONFLICT'],
]);

/** The code by which an error of tRPC or GraphQL refuses a request; null for a status that has none. */
export function codeOf(status: number): string | null {
  return CODES.get(status) ?? null;
}
