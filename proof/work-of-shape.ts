import type { SqlShape } from './witness/statement.ts';

const TRANSACTION = new Set('begin start commit end rollback abort savepoint release prepare'.split(' '));
const SESSION = new Set('set reset show discard listen unlisten deallocate'.split(' '));
/** Functions that ask about the session and do no work. */
const SESSION_FUNCTIONS = new Set(
  'version current_setting set_config current_schema current_schemas current_database pg_backend_pid'.split(
    ' ',
  ),
);
/** Verbs of what a service asks a database to do. */
export const WORK = new Set(
  'select insert update delete merge values call do copy table truncate'.split(' '),
);

/** Whether a statement does work, beside those by which a driver or a transaction is kept going. */
export function isWork({ verb, tables, functions }: SqlShape): boolean {
  if (verb === '' || TRANSACTION.has(verb) || SESSION.has(verb)) return false;
  if (asksCatalogue({ verb, tables, functions })) return false;
  const asksOnly = functions.length > 0 && functions.every((name) => SESSION_FUNCTIONS.has(name));
  return !(asksOnly && tables.length === 0);
}

/** What a driver asks once for each connection, such as the types of postgres.js. */
function asksCatalogue({ verb, tables, functions }: SqlShape): boolean {
  return (
    verb === 'select' &&
    functions.length === 0 &&
    tables.length > 0 &&
    tables.every((table) => table.startsWith('pg_'))
  );
}
