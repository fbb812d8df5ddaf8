import type { Node } from 'oxc-parser';
import { bare, identifierName } from '../../syntax/nodes.ts';
import type { Source } from '../../syntax/source.ts';

/** Calls that read what the service has kept, of a database, a cache or a file. */
const STORE =
  /\.query\b|\bsql(<[^`]*>)?`|\bsql\.|\.execute\w*\(|\.find\w*\(|\.select\w*\(|\.first\(|\.hget\w*\(|\b(redis|cache|db|knex|prisma|store)\b[\w.]*[(.`]|\breadFile/i;

/** Whether a text was read from what the service itself has stored, so that no caller can be blamed for it. */
export function isStoredText(source: Source, text: Node): boolean {
  let root = bare(text);
  if (root.type === 'AwaitExpression') return isRead(source.slice(root));
  while (root.type === 'MemberExpression') root = bare(root.object);
  const name = identifierName(root);
  if (name === null) return false;
  return source.of('VariableDeclarator').some(({ node }) => {
    const isIt = new RegExp(`(^|[^\\w$.])${name.replaceAll('$', '\\$')}([^\\w$]|$)`).test(
      source.slice(node.id),
    );
    return isIt && node.init !== null && isRead(source.slice(node.init as Node));
  });
}

function isRead(text: string): boolean {
  return STORE.test(text);
}
