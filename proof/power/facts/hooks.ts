import { type FactFinder, quote } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';

/** Members that the language or the runtime calls by itself. */
const IMPLICIT = new Set([
  'toString',
  'valueOf',
  'toJSON',
  'then',
  'inspect',
  'toPrimitive',
  'toPostgres',
  'toSqlString',
  'toBSON',
  '__proto__',
  'next',
  'return',
  'throw',
]);

/** Code that runs without a call that a reader could see. */
export const findHooks: FactFinder = (reading, add) => {
  for (const { node, parent } of reading.nodes) {
    const member =
      node.type === 'MethodDefinition' || (node.type === 'Property' && parent?.type === 'ObjectExpression');
    if (!member && node.type !== 'PropertyDefinition' && node.type !== 'AccessorProperty') continue;
    const name = keyOf(reading, node);
    if (node.kind === 'get' || node.kind === 'set') {
      add(
        'hook',
        `hook:${node.kind} ${name}`,
        `runs code when ${quote(name ?? '[…]')} is ${node.kind === 'get' ? 'read' : 'written'}`,
        node,
      );
    } else if (name !== null && IMPLICIT.has(name)) {
      add('hook', `hook:${name}`, `defines ${quote(name)}, which is called without a visible call`, node);
    } else if (node.computed && name === null) {
      const shown = reading.text.slice(node.key.start, node.key.end);
      if (shown.startsWith('Symbol.'))
        add('hook', `hook:${shown}`, `defines ${quote(shown)}, which is called without a visible call`, node);
    }
    if (node.type === 'Property') insecure(reading, node, name, add);
  }
};

/** Options that switch off a protection. */
function insecure(
  reading: Parameters<FactFinder>[0],
  node: Parameters<Parameters<FactFinder>[1]>[3],
  name: string | null,
  add: Parameters<FactFinder>[1],
): void {
  const value = fold(reading, node.value)?.text;
  const off =
    /^(rejectUnauthorized|verify|secure|httpOnly|sameSite|strict|strictSSL|csrf|checkServerIdentity|authenticate|authorize|requireAuth|signed|escape|autoescape|sanitize|validate|ignoreExpiration)$/i;
  const on =
    /^(insecure|trust|trustProxy|trustServerCertificate|ignoreExpiration|allowProtoProperties|shell|unsafe|noEscape|skipAuth|anonymous|admin|isAdmin|debug|allowUnauthenticated|credentials|multipleStatements)$/i;
  if (!name || value === undefined) return;
  const opens =
    (off.test(name) && /^(false|0|none)$/i.test(value)) || (on.test(name) && !/^(false|0)$/.test(value));
  const open =
    opens ||
    (/^(origin|access-control-allow-origin|algorithms)$/i.test(name) && /^(\*|none|true)$/.test(value));
  if (open)
    add(
      'guard',
      `option:${name}=${value}`,
      `sets ${quote(`${name}: ${value}`)}, which switches off a protection`,
      node,
    );
}
