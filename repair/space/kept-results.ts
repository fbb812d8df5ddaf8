import type { Place } from '../syntax/source.ts';
import type { SpaceEdit, SpaceInput } from './space-edit.ts';

/** What a call returns and nobody keeps, put into what it was made of: `list = list.filter(…)`, `text = tidy(text)`. */
export function* keptResults({ source, scopes }: SpaceInput, place: Place): Generator<SpaceEdit> {
  const { node } = place;
  if (node.type !== 'ExpressionStatement') return;
  const call = node.expression.type === 'AwaitExpression' ? node.expression.argument : node.expression;
  if (call.type !== 'CallExpression') return;
  const { callee, arguments: args } = call;
  const object = callee.type === 'MemberExpression' ? callee.object : null;
  const first = args[0]?.type === 'Identifier' ? args[0] : null;
  for (const kept of [object, first]) {
    if (!kept || (kept.type !== 'Identifier' && kept.type !== 'MemberExpression')) continue;
    const name = source.slice(kept);
    const binding = scopes.visible(place).find((each) => each.name === name);
    if (/^(import|class|function)$/.test(binding?.how ?? '') || /^(Math|Object|JSON|Array)$/.test(name))
      continue;
    const put = { start: node.start, end: node.start, text: `${name} = ` };
    // A name that is set again cannot stay a constant.
    const head = binding ? /\bconst (?=$)/.exec(source.text.slice(0, binding.start)) : null;
    const edits = head ? [{ start: head.index, end: head.index + 'const'.length, text: 'let' }, put] : [put];
    yield { edits, weight: kept === object ? 0.35 : 0.3, at: node, kind: 'assignment' };
  }
}
