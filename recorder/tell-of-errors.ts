/** The modules of Hono that catch what a handler throws. */
const CATCHES = /[\\/]hono[\\/]dist[\\/](?:cjs[\\/])?(?:hono-base|compose)\.js$/;
const CALL = "globalThis[Symbol.for('suture-recorder.hono')]?.(err)";

const CALL_WITH_ROUTES = "globalThis[Symbol.for('suture-recorder.hono-routes')]?.(matchResult)";

/** The modules of graphql and of tRPC that make an answer of what was thrown; all servers of GraphQL use the former. */
const ANSWERS =
  /[\\/]graphql[\\/]error[\\/]locatedError\.m?js$|[\\/]@trpc[\\/]server[\\/]dist[\\/].*\.[cm]?js$/;
const TAKES = /function (?:locatedError|getTRPCErrorFromUnknown)\((\w+)[^)]*\)\s*\{/;

/** The text of a module with the lines that report the errors it catches and the routes it found; the text itself for any other module. */
export function tellOfErrors(file: string, text: string): string {
  const path = file.replace(/\?.*$/, '');
  if (ANSWERS.test(path))
    return text.replace(TAKES, "$& globalThis[Symbol.for('suture-recorder.resolver')]?.($1);");
  if (!CATCHES.test(path)) return text;
  return text
    .replace(/(handleError\s*\(err, c\)\s*\{)/, `$1 ${CALL};`)
    .replace(/context\.error = err;/, `$& ${CALL};`)
    .replace(/const matchResult = this\.[\w.]+\(method, path\);/, `$& ${CALL_WITH_ROUTES};`);
}
