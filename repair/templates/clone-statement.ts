import type { Node } from 'oxc-parser';
import { ancestors, functionAround, identifierName, isFunction } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import { LOGIC, type Template, type TemplateInput } from '../template.ts';
import { insertAfter, insertBefore, statementLists } from './helpers/lists.ts';
import { brief } from './helpers/text.ts';

/** A statement that is missing and stands elsewhere in the file, as it is or with another name in it. */
export const cloneStatement: Template = {
  name: 'clone-statement',
  answers: LOGIC,
  *propose(input) {
    const { source } = input;
    const ingredients = ingredientsOf(input);
    for (const { place, statements } of statementLists(source)) {
      const owner = isFunction(place.parent?.node ?? place.node) ? place.parent : functionAround(place);
      for (const [index, statement] of statements.entries()) {
        const at = source.placeOf(statement);
        const visible = new Set(input.scopes.visible(at).map(({ name }) => name));
        for (const { text, names, from } of ingredients) {
          const near = functionAround(from) === owner ? 1 : 0.5;
          if (!names.every((name) => visible.has(name)) || from.node === statement) continue;
          const repeated = [statements[index - 1], statement, statements[index + 1]].some(
            (other) => other && source.slice(other) === text,
          );
          if (repeated) continue;
          const prior = 0.17 * near * (sameBlock(from, place) ? 0.6 : 1);
          const rationale = `"${brief(text)}" is missing here; it is done elsewhere in the same way.`;
          yield { edits: insertBefore(source, statement, text), rationale, prior, at: statement };
          const ends = ['ReturnStatement', 'BreakStatement', 'ContinueStatement', 'ThrowStatement'].includes(
            statement.type,
          );
          if (index === statements.length - 1 && !ends) {
            yield { edits: insertAfter(source, statement, text), rationale, prior, at: statement };
          }
        }
      }
    }
    yield* clonedWithOtherName(input);
  },
};

interface Ingredient {
  text: string;
  names: string[];
  from: Place;
}

/** Short statements that do something, with the names they need. */
function ingredientsOf({ source, scopes }: TemplateInput): Ingredient[] {
  const found = new Map<string, Ingredient>();
  for (const place of source.of(
    'ExpressionStatement',
    'ContinueStatement',
    'BreakStatement',
    'ReturnStatement',
    'IfStatement',
  )) {
    const text = source.slice(place.node);
    if (
      text.length > 90 ||
      found.has(text) ||
      place.node.type === 'BreakStatement' ||
      place.node.type === 'ContinueStatement'
    )
      continue;
    if (place.node.type === 'IfStatement' && (place.node.alternate || text.includes('\n'))) continue;
    if (!functionAround(place) || /\bawait\b|\byield\b/.test(text)) continue;
    const names = source
      .of('Identifier')
      .filter(({ node }) => node.start >= place.node.start && node.end <= place.node.end)
      .filter((inner) => scopes.binding(inner, inner.node.name))
      .map(({ node }) => node.name);
    found.set(text, { text, names: [...new Set(names)], from: place });
  }
  return [...found.values()].slice(0, 30);
}

/** `a.x = f(b);` beside a missing `a.y = f(c);` is not guessed; but one argument is: `out.push(x)` again with `y`. */
function* clonedWithOtherName({ source, scopes }: TemplateInput) {
  for (const place of source.of('ExpressionStatement')) {
    const { expression } = place.node;
    if (expression.type !== 'CallExpression' || expression.arguments.length !== 1) continue;
    const [argument] = expression.arguments;
    const name = identifierName(argument);
    if (!argument || !name || !functionAround(place)) continue;
    const kind = scopes.binding(place, name)?.kind ?? 'unknown';
    for (const other of scopes.visible(place)) {
      if (other.name === name || other.how === 'function' || other.how === 'import') continue;
      if (kind !== other.kind && kind !== 'unknown' && other.kind !== 'unknown') continue;
      const text =
        source.slice(expression).slice(0, argument.start - expression.start) +
        other.name +
        source.slice(expression).slice(argument.end - expression.start);
      yield {
        edits: insertAfter(source, place.node, `${text};`),
        rationale: `"${brief(text)}" is missing beside "${brief(source.slice(expression))}".`,
        prior: 0.14,
        at: place.node as Node,
      };
    }
  }
}

function sameBlock(from: Place, block: Place): boolean {
  return [...ancestors(from)][0] === block;
}
