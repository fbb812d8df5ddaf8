/** The modules of Hono that catch what a handler throws. */
const CATCHES = /[\\/]hono[\\/]dist[\\/](?:cjs[\\/])?(?:hono-base|compose)\.js$/;
const CALL = "globalThis[Symbol.for('suture-recorder.hono')]?.(err)";

const CALL_WITH_ROUTES = "globalThis[Symbol.for('suture-recorder.hono-routes')]?.(matchResult)";

/** The text of a module with the lines that report the errors it catches and the routes it found; the text itself for any other module. */
export function tellOfErrors(file: string, text: string): string {
  if (!CATCHES.test(file.replace(/\?.*$/, ''))) return text;
  return text
    .replace(/(handleError\s*\(err, c\)\s*\{)/, `$1 ${CALL};`)
    .replace(/context\.error = err;/, `$& ${CALL};`)
    .replace(/const matchResult = this\.[\w.]+\(method, path\);/, `$& ${CALL_WITH_ROUTES};`);
}
