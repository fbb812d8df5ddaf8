import { bare, calleeName, functionAround, identifierName, isFunction, memberName } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** What a value starts with: a sum, a product, a least and a greatest start with different ones; a list may start with something. */
export const initialValue: Template = {
  name: 'initial-value',
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    for (const place of source.of('VariableDeclarator')) {
      const { node } = place;
      const name = identifierName(node.id);
      if (!name || !node.init || !functionAround(place)) continue;
      const init = bare(node.init);
      const text = source.slice(node.init);
      const suggest = (value: string, prior: number) => ({
        edits: [replaceNode(node.init as NonNullable<typeof node.init>, value)],
        rationale: `"${name}" must start as ${value}, not as ${text}.`,
        prior,
        at: node,
      });
      const kept = keptWhen(name, source.text);
      const least = kept === '<' || /min|least|low|best|closest|short|cheap/i.test(name);
      const most = kept === '>' || /max|most|high|best|long|great|large/i.test(name);
      if (init.type === 'Literal' && typeof init.value === 'number') {
        yield suggest('Infinity', kept === '<' ? 0.75 : least ? 0.5 : 0.1);
        yield suggest('-Infinity', kept === '>' ? 0.75 : most ? 0.46 : 0.1);
        if (init.value !== 0) yield suggest('0', 0.25);
        if (init.value !== 1) yield suggest('1', /product|fact|power|result|acc/i.test(name) ? 0.45 : 0.2);
        yield suggest("''", 0.05);
      } else if (text === 'Infinity' || text === '-Infinity') {
        yield suggest(text === 'Infinity' ? '-Infinity' : 'Infinity', 0.4);
        yield suggest('0', 0.15);
      } else if (init.type === 'ArrayExpression' && init.elements.length === 0) {
        yield suggest('[[]]', clues.differences.has('empty') ? 0.35 : 0.12);
        for (const item of scopes
          .visible(place)
          .filter(({ how }) => how === 'parameter')
          .slice(0, 3)) {
          yield suggest(`[${item.name}]`, 0.12);
        }
      } else if (
        init.type === 'NewExpression' &&
        ['Set', 'Map'].includes(calleeName(init) ?? '') &&
        init.arguments.length === 0
      ) {
        for (const item of scopes
          .visible(place)
          .filter(({ how }) => how === 'parameter')
          .slice(0, 3)) {
          if (calleeName(init) === 'Set') yield suggest(`new Set([${item.name}])`, 0.14);
        }
      } else if (text === "''" || text === '""') yield suggest('0', 0.1);
      // A maximum over what may be negative starts with the first item.
      for (const list of scopes.visible(place)) {
        if ((least || most) && list.kind === 'array' && list.how === 'parameter')
          yield suggest(`${list.name}[0]`, 0.3);
      }
    }
    for (const { node } of source.of('CallExpression')) {
      const [spread] = node.arguments;
      const name = memberName(node.callee);
      // The largest of none is -Infinity, the smallest of none Infinity.
      if ((name !== 'max' && name !== 'min') || spread?.type !== 'SpreadElement' || node.arguments.length > 1)
        continue;
      yield {
        edits: [{ start: spread.start, end: spread.start, text: '0, ' }],
        rationale: `Math.${name} of an empty list is infinite; use 0.`,
        prior: name === 'max' ? 0.55 : 0.15,
        at: node,
      };
    }
    for (const { node } of source.of('CallExpression')) {
      const [callback, initial] = node.arguments;
      if (!['reduce', 'reduceRight'].includes(calleeName(node) ?? '') || !callback) continue;
      if (initial) {
        const value = source.slice(initial);
        for (const other of ['0', '1', "''", '[]', '{}'].filter((each) => each !== value)) {
          yield {
            edits: [replaceNode(initial, other)],
            rationale: shouldBe(value, other),
            prior: 0.16,
            at: node,
          };
        }
      } else if (isFunction(callback)) {
        const body = source.slice(callback);
        const likely = /push|concat|\[\.\.\./.test(body)
          ? '[]'
          : /\{\s*\.\.\.|\[\w+\] ?=/.test(body)
            ? '{}'
            : / \* /.test(body)
              ? '1'
              : '0';
        for (const [index, value] of [...new Set([likely, '0', '1', "''", '[]', '{}'])].entries()) {
          yield {
            edits: [{ start: callback.end, end: callback.end, text: `, ${value}` }],
            rationale: `reduce() of an empty list needs the initial value ${value}.`,
            prior: index === 0 ? 0.62 : 0.25,
            at: node,
          };
        }
      }
    }
  },
};

/** `>` where a variable is kept at the largest of what is seen, `<` at the smallest; null where it is neither. */
function keptWhen(name: string, text: string): '<' | '>' | null {
  const own = name.replace(/\$/g, '\\$&');
  const set = `\\)\\s*\\{?\\s*${own} = `;
  const asked = new RegExp(`\\(([^()]*?) ([<>])=? ${own}${set}|\\(${own} ([<>])=? ([^()]*?)${set}`).exec(
    text,
  );
  if (asked?.[2]) return asked[2] as '<' | '>';
  if (asked?.[3]) return asked[3] === '<' ? '>' : '<';
  const called = new RegExp(`(?<![\\w$.])${own} = Math\\.(max|min)\\(`).exec(text)?.[1];
  return called ? (called === 'max' ? '>' : '<') : null;
}
