import type { Node } from 'oxc-parser';
import type { Edit } from '../syntax/edits.ts';
import { bare, calleeName, identifierName, memberName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** A piece of a statement: text of the source, or a value that is put in when it runs. */
interface Piece {
  start: number;
  end: number;
  hole: boolean;
  /** The quote that the piece stands in. */
  quote: string;
}

/** A statement that a file holds, in one literal or pieced together from several. */
export interface SqlText {
  place: Place;
  /** The statement; a value that is put in reads as `$1`, `$2`... */
  sql: string;
  /** The values put in, in order. */
  holes: Node[];
  /** An edit of the source for an edit of `sql`; null when it touches more than one piece, or a value. */
  edit(start: number, end: number, text: string): Edit | null;
  /** Whether a statement that was seen on the wire may have come from here. */
  matches(statement: string): boolean;
}

const VERB =
  /^\s*(with|select|insert|update|delete|set|create|alter|drop|merge|values|lock|copy|truncate|call|begin|refresh)\b[\s\S]*\s\S|^\s*select\s*$/i;
const RUNNERS = new Set([
  'query',
  'raw',
  'unsafe',
  'execute',
  'exec',
  'prepare',
  '$queryRawUnsafe',
  'literal',
]);

/** All statements in a file: tagged by a name with `sql` in it, handed to a query method, or starting like SQL. */
export function findSql(source: Source): SqlText[] {
  const found: SqlText[] = [];
  let end = -1;
  for (const place of source.places) {
    if (place.node.start < end) continue;
    const { node } = place;
    if (node.type !== 'Literal' && node.type !== 'TemplateLiteral' && node.type !== 'BinaryExpression')
      continue;
    if (node.type === 'Literal' && typeof node.value !== 'string') continue;
    const pieces = piecesOf(node, source.text);
    if (!pieces) continue;
    const text = sqlText(place, pieces.list, pieces.holes, source.text);
    if (!isTagged(place) && !isHanded(place) && !VERB.test(text.sql)) continue;
    found.push(text);
    end = node.end;
  }
  return found;
}

function isTagged({ node, parent }: Place): boolean {
  if (parent?.node.type !== 'TaggedTemplateExpression' || parent.node.quasi !== node) return false;
  const tag = bare(parent.node.tag);
  const name = identifierName(tag) ?? memberName(tag) ?? calleeName(tag) ?? '';
  return /sql|query/i.test(name);
}

function isHanded({ parent, key, index }: Place): boolean {
  if (parent?.node.type === 'Property' && key === 'value') {
    return identifierName(parent.node.key) === 'text' || identifierName(parent.node.key) === 'sql';
  }
  return key === 'arguments' && index === 0 && RUNNERS.has(parent ? (calleeName(parent.node) ?? '') : '');
}

function piecesOf(node: Node, text: string): { list: Piece[]; holes: Node[] } | null {
  const inner = bare(node);
  if (inner.type === 'Literal' && typeof inner.value === 'string') {
    const quote = text[inner.start] ?? "'";
    return { list: [{ start: inner.start + 1, end: inner.end - 1, hole: false, quote }], holes: [] };
  }
  if (inner.type === 'TemplateLiteral') {
    const list: Piece[] = [];
    let at = inner.start + 1;
    for (const hole of inner.expressions) {
      const open = text.lastIndexOf('${', hole.start);
      const close = text.indexOf('}', hole.end);
      list.push({ start: at, end: open, hole: false, quote: '`' });
      list.push({ start: open, end: close + 1, hole: true, quote: '`' });
      at = close + 1;
    }
    list.push({ start: at, end: inner.end - 1, hole: false, quote: '`' });
    return { list, holes: [...inner.expressions] };
  }
  if (inner.type !== 'BinaryExpression' || inner.operator !== '+') return null;
  const left = piecesOf(inner.left, text);
  const right = piecesOf(inner.right, text);
  if (!left && !right) return null;
  const asHole = (part: Node) => ({
    list: [{ start: part.start, end: part.end, hole: true, quote: '' }],
    holes: [part],
  });
  const [first, second] = [left ?? asHole(inner.left), right ?? asHole(inner.right)];
  return { list: [...first.list, ...second.list], holes: [...first.holes, ...second.holes] };
}

function sqlText(place: Place, pieces: Piece[], holes: Node[], text: string): SqlText {
  let sql = '';
  let parameters = 0;
  const spans = pieces.map((piece) => {
    const start = sql.length;
    sql += piece.hole ? `$${++parameters}` : unescaped(text.slice(piece.start, piece.end));
    return { ...piece, from: start, to: sql.length };
  });
  const pattern = new RegExp(
    `^\\s*${spans
      .map((span) => (span.hole ? '[\\s\\S]*?' : loosely(sql.slice(span.from, span.to))))
      .join('')}\\s*;?\\s*$`,
    'i',
  );
  return {
    place,
    sql,
    holes,
    edit(start, end, replacement) {
      const span = spans.find(
        (candidate) => !candidate.hole && start >= candidate.from && end <= candidate.to,
      );
      if (!span) return null;
      const offset = span.start - span.from;
      return { start: start + offset, end: end + offset, text: escaped(replacement, span.quote) };
    },
    matches: (statement) => pattern.test(statement),
  };
}

/** Reads escapes without moving what follows. */
function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, char: string) => (/['"`\\$]/.test(char) ? ` ${char}` : '  '));
}

function escaped(text: string, quote: string): string {
  return text.replace(new RegExp(`[\\\\${quote}]`, 'g'), '\\$&');
}

function loosely(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s*');
}
