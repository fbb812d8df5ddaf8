import type { SyntaxNode } from '../../checks/program.ts';
import { quote } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';
import { textOf } from '../passes-on.ts';
import type { Reading } from '../reading.ts';

/** Headers by which an answer says who may read, keep, frame or run it. */
const PROTECTING =
  /^(?:cache-control|vary|etag|access-control-[a-z-]+|content-security-policy(?:-report-only)?|x-frame-options|x-content-type-options|strict-transport-security|referrer-policy|permissions-policy|cross-origin-[a-z-]+|content-disposition|www-authenticate|set-cookie)$/i;

/** Headers of answers that protected and are gone, or say something else now. */
export function changedHeaders(old: Reading, after: Reading): string[] {
  const [before, now] = [headersOf(old), headersOf(after)];
  return [...before].flatMap(([name, values]) => {
    const left = now.get(name) ?? [];
    if (left.length < values.length) return [`no longer sends the header ${quote(name)} where it did`];
    const fresh = left.find((value) => !values.includes(value));
    const isGone = values.some((value) => !left.includes(value));
    return isGone && fresh !== undefined ? [`sends ${quote(fresh)} as the header ${quote(name)}`] : [];
  });
}

function headersOf(reading: Reading): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (name: string | null | undefined, value: SyntaxNode | undefined) => {
    if (!name || !PROTECTING.test(name)) return;
    const said = value ? (fold(reading, value)?.text ?? textOf(reading, value)) : '';
    found.set(name.toLowerCase(), [...(found.get(name.toLowerCase()) ?? []), said]);
  };
  for (const { node, parent } of reading.nodes) {
    if (node.type === 'Property' && parent?.type === 'ObjectExpression')
      add(keyOf(reading, node), node.value);
    if (node.type !== 'CallExpression' || node.arguments.length < 2) continue;
    add(fold(reading, node.arguments[0])?.text, node.arguments[1]);
  }
  return found;
}
