/** The modules of Hono that catch what a handler throws. */
const CATCHES = /[\\/]hono[\\/]dist[\\/](?:cjs[\\/])?(?:hono-base|compose)\.js$/;
const CALL = "globalThis[Symbol.for('suture-recorder.hono')]?.(err)";

/** The text of a module with the line that reports the errors it catches; the text itself for any other module. */
export function tellOfErrors(file: string, text: string): string {
  if (!CATCHES.test(file.replace(/\?.*$/, ''))) return text;
  return text
    .replace(/(handleError\s*\(err, c\)\s*\{)/, `$1 ${CALL};`)
    .replace(/context\.error = err;/, `$& ${CALL};`);
}
