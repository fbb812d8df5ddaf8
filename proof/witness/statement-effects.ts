import { asksWhereItRuns, isHarmless } from './known-functions.ts';
import { type Node, namesIn } from './tree-nodes.ts';

/** Something that a statement does to the data, the session, or the meaning of later statements. */
export interface Effect {
  kind:
    | 'read'
    | 'insert'
    | 'update'
    | 'delete'
    | 'merge'
    | 'truncate'
    /** An update or delete without a condition. */
    | 'every row'
    | 'call'
    /** For the transaction only. */
    | 'set local'
    | 'set'
    /** Gives a meaning to a name, which later statements may use: a function, an operator, a view, a temporary table. */
    | 'define'
    /** Asks which database, role or server this is. */
    | 'identify'
    /** Runs text that cannot be read here, or reaches files and programs of the server. */
    | 'opaque'
    /** Any other kind of statement, such as `LISTEN` or `ALTER TABLE`. */
    | 'other';
  name: string;
}

/** Statements that change data, by their type in the parse tree. */
const WRITES: Record<string, Effect['kind']> = {
  InsertStmt: 'insert',
  UpdateStmt: 'update',
  DeleteStmt: 'delete',
  MergeStmt: 'merge',
};
/** Types of statements that are read by what they hold, or change nothing. */
const READ_INSIDE = new Set(['SelectStmt', 'RawStmt', 'ExplainStmt', 'TransactionStmt', 'VariableShowStmt']);
/** A name that they give a meaning to may be one that other statements use. */
const DEFINES =
  /^(?:Create(?:Function|Cast|Trig|OpClass|OpFamily|Schema|Conversion|Transform|Plang|Extension|Policy|EventTrig|ForeignTable|Enum|Range|Domain)|Define|CompositeType|View|Rule|AlterFunction|AlterOperator|AlterObjectSchema|Rename|Load)/;
/** Settings that change which objects a name means, or who asks. */
const MEANING = new Set(['search_path', 'role', 'session_authorization', 'session_replication_role']);

/** What a statement does, by the records of its parse tree; `named` are names of its `WITH`. */
export function effectsOf(nodes: [string, Node][], named: Set<string>): Effect[] {
  const found = new Map<string, Effect>();
  const note = (kind: Effect['kind'], name: string) => found.set(`${kind} ${name}`, { kind, name });
  const written = new Set<unknown>();
  for (const [type, node] of nodes) {
    const write = WRITES[type];
    if (write) {
      const relation = node.relation as Node | undefined;
      written.add(relation);
      note(write, tableName(relation));
      if ((write === 'update' || write === 'delete') && !node.whereClause)
        note('every row', tableName(relation));
      if ((node.onConflictClause as Node | undefined)?.action === 'ONCONFLICT_UPDATE') {
        note('update', tableName(relation));
      }
    } else if (type === 'FuncCall') noteCall(namesIn(node.funcname), node, note);
    else if (type === 'SQLValueFunction') noteValue(String(node.op), note);
    else if (type === 'ColumnRef') noteColumn(namesIn(node.fields).at(-1) ?? '', note);
    else if (type === 'VariableSetStmt') noteSetting(node, note);
    else if (type === 'A_Expr' && namesIn(node.name).length > 1) note('call', namesIn(node.name).join('.'));
    else if (type === 'TypeCast' || type === 'typeName') noteType(node, note);
    else if (type === 'LockingClause') note('other', 'locks rows');
    else if (type === 'TransactionStmt') noteTransaction(String(node.kind), note);
    else if (/^[A-Z].*Stmt$/.test(type) && !READ_INSIDE.has(type)) {
      for (const relation of truncated(type, node)) {
        written.add(relation);
        note('truncate', tableName(relation));
      }
      noteStatement(type, node, note);
    }
  }
  for (const [, node] of nodes) {
    if (typeof node.relname !== 'string') continue;
    if (node.relpersistence === 't' || node.schemaname === 'pg_temp') note('define', 'a temporary table');
    if (written.has(node) || (named.has(node.relname) && !node.schemaname)) continue;
    if (asksWhereItRuns(node.relname) || node.schemaname === 'information_schema') {
      note('identify', node.relname);
    } else note('read', tableName(node));
  }
  return [...found.values()];
}

type Note = (kind: Effect['kind'], name: string) => void;

/** `public` is where names are looked for anyway. */
function tableName(relation: Node | undefined): string {
  const name = String(relation?.relname ?? '');
  const schema = relation?.schemaname;
  return typeof schema === 'string' && schema !== 'public' ? `${schema}.${name}` : name;
}

function noteCall(names: string[], node: Node, note: Note): void {
  const plain = names.filter((name) => name !== 'pg_catalog').join('.');
  if (plain === 'set_config') noteConfig(node, note);
  else if (asksWhereItRuns(plain)) note('identify', plain);
  else if (!isHarmless(plain)) note('call', plain);
}

/** `set_config(name, value, is_local)` is `SET` as a function. */
function noteConfig(node: Node, note: Note): void {
  const [setting, , local] = ((node.args as Node[] | undefined) ?? []).map(
    (argument) => (argument.A_Const ?? {}) as { sval?: Node; boolval?: Node },
  );
  const name = setting?.sval ? String(setting.sval.sval) : 'a setting by a computed name';
  if (!setting?.sval || MEANING.has(name)) note('define', name);
  else note(local?.boolval?.boolval === true ? 'set local' : 'set', name);
}

function noteValue(operation: string, note: Note): void {
  const name = operation.replace('SVFOP_', '').toLowerCase();
  if (asksWhereItRuns(name)) note('identify', name);
}

/** Where a row lies, and which transaction wrote it. */
function noteColumn(name: string, note: Note): void {
  if (/^(?:ctid|tableoid|[cx]m(?:in|ax))$/.test(name)) note('identify', name);
}

function noteSetting({ kind, name, is_local: local }: Node, note: Note): void {
  const setting = String(name ?? 'all settings').toLowerCase();
  if (MEANING.has(setting) && kind !== 'VAR_RESET') note('define', setting);
  else if (setting === 'transaction') note('set local', 'the kind of transaction');
  else note(local ? 'set local' : 'set', setting);
}

/** `'items'::regclass` and its kin look names up; a type of another schema is a name with a meaning of its own. */
function noteType(node: Node, note: Note): void {
  const names = namesIn((node.typeName as Node | undefined)?.names ?? node.names);
  if (names.length > 1 && names[0] !== 'pg_catalog') note('call', names.join('.'));
}

function noteTransaction(kind: string, note: Note): void {
  if (/PREPARE/.test(kind)) note('other', 'prepares a transaction that outlives its connection');
}

function noteStatement(type: string, node: Node, note: Note): void {
  const words = type
    .replace(/Stmt$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toUpperCase();
  if (type === 'DoStmt') note('opaque', 'a block of code (DO)');
  else if (type === 'CopyStmt' && (node.filename || node.is_program))
    note('opaque', 'COPY with a file or program');
  else if (type !== 'TruncateStmt') note(DEFINES.test(type) ? 'define' : 'other', words);
}

function truncated(type: string, node: Node): Node[] {
  if (type !== 'TruncateStmt' || !Array.isArray(node.relations)) return [];
  return node.relations.map(({ RangeVar }: { RangeVar: Node }) => RangeVar);
}
