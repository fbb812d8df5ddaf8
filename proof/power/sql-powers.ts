import { HOLE } from './fold.ts';

/** What one text asks of a database, each named so that two texts can be compared. */
export interface SqlPower {
  key: string;
  what: string;
  counted?: boolean;
}

const KINDS =
  'select with insert update delete merge set reset create alter drop truncate grant revoke do call copy lock listen notify unlisten vacuum analyze reindex cluster refresh begin start commit end rollback savepoint release prepare execute deallocate declare fetch move close explain show discard comment security import checkpoint load values table'.split(
    ' ',
  );
/** A text that can only be a statement, wherever it stands. */
const STATEMENT =
  /^\s*(select\b[\s\S]*\bfrom\b|select\s+[\w.]+\s*\(|select\s+(current_|session_)|with\s+\w+\s+as|insert\s+into\b|update\s+[\w."]+\s+set\b|delete\s+from\b|merge\s+into|set\s+(local|session)\b|set\s+\w+\s*(=|to)\s|reset\s+\w+\s*$|create\s+(or\s+replace\s+|temp|temporary|unlogged|unique\s+)*\s*(table|function|procedure|view|index|trigger|schema|role|user|extension|rule|type|materialized)\b|drop\s+(table|function|schema|view|index|trigger|role|database|owned)|alter\s+(table|role|user|system|database|function|default)|truncate\s|grant\s+\w+[\s\S]*\sto\s|revoke\s|do\s+\$|lock\s+(table\s+)?\w+\s*(in\b|;|$)|copy\s+[\w."(]+|listen\s+\w+\s*;?\s*$|notify\s+\w+|vacuum\b|begin\s*;|discard\s+all)/i;
/** A piece that changes a database wherever it stands in a text. */
const INSIDE =
  /(;|\)|\bas\s*\(|\buNion\b)\s*(delete\s+from|insert\s+into|update\s+[\w."]+\s+set|drop\s+\w+|truncate\s|create\s+\w+|alter\s+\w+|grant\s|copy\s|call\s|set\s+\w+)/i;
/** Functions that compute. */
const PURE = new Set(
  `count sum avg min max coalesce nullif greatest least lower upper length trim btrim ltrim rtrim substring replace concat
  concat_ws abs ceil ceiling floor round trunc mod power sqrt now date_trunc date_part extract to_char to_date to_timestamp
  to_number age cast array_agg string_agg json_agg jsonb_agg json_build_object jsonb_build_object json_object_agg row_to_json
  to_json to_jsonb jsonb_set unnest generate_series row_number rank dense_rank lag lead first_value last_value ntile over
  partition exists any all some in values array row interval date time timestamp filter within position split_part left right
  lpad rpad format regexp_replace regexp_match similarity make_interval gen_random_uuid bool_and bool_or array_length cardinality
  sign char_length initcap strpos justify_interval isfinite using on and or not as when then else conflict into by distinct
  numeric decimal varchar char bigint int integer text key references primary unique check default lateral with from where
  returning set is like ilike between select union except intersect grouping rollup cube sets date_bin jsonb_array_elements
  json_array_elements jsonb_each array_to_string string_to_array to_tsvector plainto_tsquery ts_rank`.split(
    /\s+/,
  ),
);
/** Words by which a statement learns where it runs. */
const TELLING =
  /\b(current_user|session_user|current_role|current_catalog|current_schema|user(?=\s*(,|$|from|=|;))|system_user)\b(?!\s*\()/gi;
/** Settings that hold for one transaction and bound it. */
const OWN_LIMITS = /^local (statement_timeout|lock_timeout|idle_in_transaction_session_timeout)$/;

/** Names of columns that hold what only the service may know. */
const SECRET_COLUMN =
  /\b\w*(?:password|passwd|secret|credential|private_?key|api_?key|(?:access|refresh|api|session|auth|reset)_?token|_hash|_salt)\w*\b|\btoken\b/g;

/** A limit that is switched off by a quoted zero. */
const NO_TIME = /(=|\bto)\s*'0+\s*(?:ms|s|min|h)?'/gi;

/** True for a text that is a statement beyond doubt. */
export function isStatement(text: string): boolean {
  return STATEMENT.test(text) || INSIDE.test(text);
}

/** What a text asks of a database: kinds of statements, tables, functions, settings, locks. */
export function sqlPowers(text: string): SqlPower[] {
  const found: SqlPower[] = [];
  for (const statement of statementsOf(text)) onStatement(statement, found);
  return found;
}

/** The statements of a text without comments; texts in quotes are left out, holes stay. */
function statementsOf(text: string): string[] {
  const plain = text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/--[^\n]*/g, ' ')
    .replace(/\$(\w*)\$[\s\S]*?(\$\1\$|$)/g, " '$code$' ")
    .replace(NO_TIME, '$1 0')
    .replace(/E?'(?:[^'\\]|\\.|'')*'/gi, " '' ")
    .replace(/"((?:[^"]|"")+)"/g, '$1');
  return plain.split(';').filter((part) => part.trim() !== '');
}

function onStatement(statement: string, found: SqlPower[]): void {
  const lower = statement.toLowerCase().replace(/\s+/g, ' ').trim();
  const kind = /^\(*\s*([a-z]+)/.exec(lower)?.[1] ?? HOLE;
  const known = KINDS.includes(kind);
  if (kind === 'set' || kind === 'reset') {
    const [, scope = '', name = '…'] = /^(?:set|reset)\s+(local |session )?([\w.\uFFFC]+)/.exec(lower) ?? [];
    const setting = `${scope}${name}`;
    if (OWN_LIMITS.test(setting) && !/(?:=|to) *(?:0+ *(?:ms|s|min|h)?|default|off)$/.test(lower)) return;
    const session = scope === 'local ' ? 'for the transaction' : 'for the whole session';
    found.push({ key: `set:${setting}`, what: `sets ${setting} of the database ${session}`, counted: true });
    return;
  }
  if (known && !/^(select|values|with|table)$/.test(kind)) {
    found.push({ key: `kind:${kind}`, what: `runs ${kind.toUpperCase()} on the database` });
  }
  for (const [, verb, table] of lower.matchAll(
    /\b(insert into|update(?: only)?|delete from|delete|truncate(?: table)?|merge into|lock(?: table)?|copy)\s+(?:only )?([\w.\uFFFC]+)/g,
  )) {
    if (!table || /^(set|nothing|of|skip|nowait|from|table|only)$/.test(table)) continue;
    if (
      verb === 'update' &&
      /\b(for|on conflict[^;]* do|no key) update$/.test(lower.slice(0, lower.indexOf(`${verb} ${table}`) + 6))
    )
      continue;
    const word = verb?.split(' ')[0] ?? '';
    found.push({
      key: `write:${word}:${table}`,
      what: `runs ${word.toUpperCase()} on the table ${table}`,
      counted: true,
    });
    const unlimited = /^(update|delete)/.test(verb ?? '') && !/\bwhere\b/.test(lower);
    if (unlimited) found.push({ key: `all:${table}`, what: `changes every row of ${table}` });
  }
  for (const [, table] of lower.matchAll(
    /\b(?:from|join|using|table)\s+(?:only |lateral )?([a-z_\uFFFC][\w.\uFFFC]*)(?!\s*\()/g,
  )) {
    if (table && !/^(select|lateral|only|if|unnest|generate_series|\d)/.test(table)) {
      found.push({ key: `table:${table}`, what: `asks the table ${table.replaceAll(HOLE, '…')}` });
    }
  }
  // Tables of a list: `FROM orders, users`.
  for (const [, list] of lower.matchAll(
    /\bfrom ([^()]*?)(?= where | group | order | limit | join | left | inner | on | set | union | returning |[()]|$)/g,
  )) {
    for (const [, table] of list?.matchAll(/,\s*([a-z_][\w.]*)/g) ?? []) {
      found.push({ key: `table:${table}`, what: `asks the table ${table}` });
    }
  }
  const updated = /^update\s+(?:only )?[\w.]+(?: (?:as )?\w+)? set (.*?)( where | from |$)/.exec(lower);
  for (const [, column] of updated?.[1]?.matchAll(/(?:^|,)\s*(\w+)\s*=/g) ?? []) {
    found.push({ key: `column:${column}`, what: `writes the column ${column}` });
  }
  for (const [, name] of lower.matchAll(/([a-z_][\w.]*)\s*\(/g)) {
    if (!name || PURE.has(name)) continue;
    const before = lower.slice(0, lower.indexOf(`${name}`));
    if (
      /(into|table|as|with|,|index|on|copy|references|recursive) $/.test(before) &&
      !/pg_|set_config|current_|dblink|lo_/.test(name)
    )
      continue;
    found.push({ key: `function:${name}`, what: `calls ${name}() in the database` });
  }
  for (const [, name] of lower.matchAll(TELLING)) {
    found.push({
      key: `telling:${name}`,
      what: `asks the database for ${name}, which can tell a proof from production`,
    });
  }
  const [, read] = kind === 'select' ? (/\bfrom ([a-z_][\w.]*)/.exec(lower) ?? []) : [];
  if (read && /\bwhere \S|\bjoin \S.* on \S.* and \S/.test(lower))
    found.push({ key: `where:${read}`, what: `reads rows of ${read}` });
  else if (read) found.push({ key: `every:${read}`, what: `reads every row of ${read}` });
  found.push(...columnsOf(lower), ...conflictsOf(lower));
  const lock = /\bfor (update|no key update|share|key share)\b/.exec(lower);
  if (lock && kind !== 'create')
    found.push({ key: `lock:${lock[1]}`, what: `locks rows by FOR ${lock[1]?.toUpperCase()}` });
  const temporary =
    /\b(?:ctid|xmin|xmax|cmin|cmax|tableoid)\b|::\s*reg\w+|\bpg_temp\b|\bpg_catalog\b|\binformation_schema\b|\bsearch_path\b|\bpg_\w+/.exec(
      lower,
    );
  if (temporary && !/^pg_sleep/.test(temporary[0])) {
    found.push({
      key: `catalog:${temporary[0]}`,
      what: `asks ${temporary[0]}, which belongs to the database itself`,
    });
  }
  if (lower.includes('$code$')) found.push({ key: 'code', what: 'passes code to the database' });
  if (known) {
    const holes = lower.split(HOLE).length - 1;
    if (holes > 0)
      found.push({ key: 'hole', what: 'puts a value into the text of a statement', counted: true });
  }
}

/** Columns that a statement asks for without their names, or by names that say that they are secret. */
function columnsOf(lower: string): SqlPower[] {
  const found: SqlPower[] = [];
  const [, table = 'a table'] = /\b(?:from|into|update) (?:only )?([a-z_][\w.]*)/.exec(lower) ?? [];
  const lists = [...lower.matchAll(/\b(?:select(?: distinct)?|returning) (.*?)(?= from |$)/g)];
  for (const [, list = ''] of lists) {
    const items = list.split(',').map((item) => item.trim());
    const whole = items.some(
      (item) => /^(?:\w+\.)?\*$/.test(item) || /\b(?:row_to_json|to_jsonb?|jsonb?_agg) ?\(\w+\)/.test(item),
    );
    if (whole) found.push({ key: `columns:${table}`, what: `reads every column of ${table}` });
    for (const [secret] of list.matchAll(SECRET_COLUMN)) {
      found.push({ key: `secret:${secret}`, what: `reads the column ${secret}, which may hold a secret` });
    }
  }
  return found;
}

/** What a conflict overwrites or leaves out. A row that is touched, or counted up, keeps what it holds. */
function conflictsOf(lower: string): SqlPower[] {
  const [, table = 'a table'] = /\binto ([a-z_][\w.]*)/.exec(lower) ?? [];
  if (/\bon conflict do nothing\b|^insert ignore\b/.test(lower)) {
    return [
      { key: `conflict:any:${table}`, what: `leaves out rows of ${table} that conflict with any rule` },
    ];
  }
  const [, , set = ''] =
    /\b(on conflict .*? do update set|on duplicate key update) (.*?)(?: where | returning |$)/.exec(lower) ??
    [];
  const [, several] = /^\(([\w, ]+)\) ?=/.exec(set) ?? [];
  const all = several?.split(',').map((column) => column.trim()) ?? [];
  return [
    ...all,
    ...[...set.matchAll(/(?:^|,)\s*(\w+) ?= ?((?:[^,()]|\([^()]*\))*)/g)]
      .filter(([, column, value = '']) => !isTouch(column ?? '', value))
      .map(([, column = '']) => column),
  ].map((column) => ({
    key: `conflict:${table}:${column}`,
    what: `overwrites ${column} of a row of ${table} that is there already`,
  }));
}

/** A time, or a count of what the row holds. */
function isTouch(column: string, value: string): boolean {
  return /^(?:now ?\(\)|current_timestamp)/.test(value) || new RegExp(`\\b${column}\\b ?[+-]`).test(value);
}
