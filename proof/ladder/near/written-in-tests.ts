import type { Node } from 'oxc-parser';
import { matchesRoute } from '../../../domain/matches-route.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { everyNode, parseModule } from '../../screen/parse-module.ts';
import { isObject } from './document-examples.ts';
import { plainValue } from './plain-value.ts';

/** Addresses and bodies that are taken, each. */
const MOST = 5;
/** Longest test file that is parsed, in characters. */
const LONGEST = 200_000;

/**
 * The failing request with an address of its route that a test writes, and with an object that a test writes which has members of its
 * body.
 */
export function writtenInTests(
  files: { path: string; text: string }[],
  route: string,
  request: RecordedRequest,
): RecordedRequest[] {
  const paths = new Set<string>();
  const bodies = new Map<string, Record<string, unknown>>();
  const members = new Set(isObject(request.body) ? Object.keys(request.body) : []);
  for (const { path, text } of files) {
    const program = text.length > LONGEST ? null : parseModule(path, text);
    if (!program) continue;
    everyNode(program, {
      enter(node) {
        const written = pathIn(node);
        if (written && matchesRoute(route, written)) paths.add(written);
        if (node.type !== 'ObjectExpression' || members.size === 0) return;
        const value = plainValue(node);
        if (!isObject(value)) return;
        const shared = Object.keys(value).filter((name) => members.has(name)).length;
        if (shared * 2 >= members.size) bodies.set(JSON.stringify(value), value);
      },
    });
  }
  const query = /\?/.test(request.path) ? request.path.replace(/^[^?]*/, '') : '';
  return [
    ...[...bodies.values()].slice(0, MOST).map((body) => ({ ...request, body })),
    ...[...paths]
      .slice(0, MOST)
      .map((path) => ({ ...request, path: path.includes('?') ? path : `${path}${query}` })),
  ];
}

/** The address that a text is, or that stands behind the address of a server. */
function pathIn(node: Node): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return asPath(node.value);
  if (node.type !== 'TemplateLiteral') return null;
  const last = node.quasis.at(-1)?.value.raw ?? '';
  return node.expressions.length <= 1 ? asPath(last) : null;
}

const asPath = (text: string) => (/^\/[\w.~!$&'()*+,;=:@%/?-]*$/.test(text) ? text : null);
