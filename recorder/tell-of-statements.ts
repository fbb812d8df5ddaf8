/** The modules of postgres.js that make, keep and send a statement. */
const MODULES = /[\\/]postgres[\\/](?:cjs[\\/])?src[\\/](?:index|query|connection)\.js$/;
const TOLD = "globalThis[Symbol.for('suture-recorder.postgres')]?.";

/** The text of a module with the lines that tell of statements; the text itself for any other module. */
export function tellOfStatements(file: string, text: string): string {
  if (!MODULES.test(file.replace(/\?.*$/, ''))) return text;
  return text
    .replace(/^(?:export default|module\.exports =) Postgres\b/m, `${TOLD}loaded(Postgres);$&`)
    .replace(/async handle\(\) \{/, `$& ${TOLD}asked(this);`)
    .replace(/q\.parameters = q\.parameters \|\| parameters/, `$&; ${TOLD}sent(q, options);`);
}
