import type { Node } from 'oxc-parser';
import { everyNode, parseModule } from '../../../proof/screen/parse-module.ts';
import { splice } from '../../../proof/screen/plain-text.ts';

/** A bug of a program: what was changed, and the text with it. */
export interface Bug {
  rule: string;
  text: string;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}
type Change = { rule: string; edits: Edit[] };

const OTHER: Record<string, string[]> = {
  '<': ['<=', '>', '>='],
  '<=': ['<', '>='],
  '>': ['>=', '<'],
  '>=': ['>', '<='],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-', '*'],
  '-': ['+'],
  '*': ['+', '/'],
  '/': ['*', '%'],
  '%': ['/', '*'],
  '**': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&', '||'],
};

/**
 * The bugs of a program, by rules of their own: none is taken from the engine. Each rule names the place where a person
 * slips, several of them in more than one place.
 * @param count how many, the rules in turn
 */
export function bugsOf(path: string, text: string, count: number, seed: number): Bug[] {
  const program = parseModule(path, text);
  if (!program) throw new Error(`${path} does not parse.`);
  const byRule = new Map<string, Change[]>();
  for (const change of changesOf(program as unknown as Node, text)) {
    byRule.set(change.rule, [...(byRule.get(change.rule) ?? []), change]);
  }
  const random = generator(seed);
  const lists = [...byRule.values()].map((list) => shuffled(list, random));
  const single = lists.flat();
  lists.push(
    shuffled(single, random)
      .slice(0, 12)
      .flatMap((one, at, all) => {
        const other = all[at + 1];
        const apart =
          other && one.edits.every((a) => other.edits.every((b) => a.end < b.start || b.end < a.start));
        return apart ? [{ rule: 'two mistakes', edits: [...one.edits, ...other.edits] }] : [];
      }),
  );
  const found = new Map<string, Bug>();
  const turns = shuffled(lists, random);
  for (let turn = 0; found.size < count && turn < 200; turn += 1) {
    for (const list of turns) {
      const change = list[turn];
      if (!change || found.size >= count) continue;
      const changed = splice(text, change.edits);
      if (changed !== text && parseModule(path, changed))
        found.set(changed, { rule: change.rule, text: changed });
    }
    if (turns.every((list) => list.length <= turn)) break;
  }
  return [...found.values()];
}

function* changesOf(program: Node, text: string): Generator<Change> {
  const slice = (node: { start: number; end: number }) => text.slice(node.start, node.end);
  const found: Change[] = [];
  const put = (rule: string, node: { start: number; end: number }, by: string) =>
    found.push({ rule, edits: [{ start: node.start, end: node.end, text: by }] });
  const operators = new Map<string, Edit[]>();
  const names = new Set<string>();
  everyNode(program, {
    enter(node) {
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') names.add(node.id.name);
      if (/Function/.test(node.type) && 'params' in node)
        for (const param of node.params as Node[]) if (param.type === 'Identifier') names.add(param.name);
    },
  });
  everyNode(program, {
    enter(node, parent, key) {
      if (/^TS/.test(node.type)) return false;
      if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') {
        const at = text.indexOf(node.operator, node.left.end);
        const range = { start: at, end: at + node.operator.length };
        for (const other of OTHER[node.operator] ?? []) {
          put('operator', range, other);
          const group = `${node.operator} ${other}`;
          operators.set(group, [...(operators.get(group) ?? []), { ...range, text: other }]);
        }
        put(node.type === 'LogicalExpression' ? 'condition lost' : 'step lost', node, slice(node.left));
        if (['-', '/', '<', '>'].includes(node.operator)) {
          const between = text.slice(node.left.end, node.right.start);
          put('exchanged', node, slice(node.right) + between + slice(node.left));
        }
      }
      if (node.type === 'Literal' && typeof node.value === 'number') {
        for (const other of [node.value + 1, node.value - 1, node.value * 10, node.value + 7])
          put(
            Math.abs(other - node.value) === 1 ? 'constant' : 'far constant',
            node,
            `${other < 0 ? `(${other})` : other}`,
          );
      }
      if (
        node.type === 'Literal' &&
        typeof node.value === 'string' &&
        parent?.type !== 'ImportDeclaration' &&
        node.value.length > 0
      )
        put('text', node, JSON.stringify(node.value.slice(0, -1)));
      if (node.type === 'Literal' && 'regex' in node && node.regex) {
        const { pattern, flags } = node.regex;
        if (flags.includes('g')) put('pattern', node, `/${pattern}/${flags.replace('g', '')}`);
        if (/\+/.test(pattern)) put('pattern', node, `/${pattern.replace('+', '')}/${flags}`);
        if (/^\^|\$$/.test(pattern)) put('pattern', node, `/${pattern.replace(/^\^|\$$/, '')}/${flags}`);
      }
      if (node.type === 'TemplateElement' && node.value.raw.trim().length > 1) {
        const at = text.indexOf(node.value.raw, node.start);
        put('text', { start: at, end: at + node.value.raw.length }, node.value.raw.replace(/\S(?=\s*$)/, ''));
      }
      if (node.type === 'CallExpression') {
        const [first, second] = node.arguments;
        if (first && second && node.arguments.length === 2) {
          put('exchanged', { start: first.start, end: second.end }, `${slice(second)}, ${slice(first)}`);
          put('argument lost', { start: first.end, end: second.end }, '');
        }
        if (
          first &&
          node.arguments.length === 1 &&
          first.type !== 'ArrowFunctionExpression' &&
          parent?.type !== 'ExpressionStatement'
        )
          put('call lost', node, slice(first));
        // The logic of a callback is more than a slip.
        const object = node.callee.type === 'MemberExpression' ? slice(node.callee.object) : '';
        // A namespace alone is no slip either.
        const isPlain =
          !/^[A-Z]\w*$/.test(object) && node.arguments.every(({ type }) => !/Function/.test(type));
        if (node.callee.type === 'MemberExpression' && isPlain && parent?.type !== 'ExpressionStatement')
          put('call lost', node, slice(node.callee.object));
        const last = node.arguments.at(-1);
        if (/^Math\.(max|min)$/.test(slice(node.callee)) && last) put('bound lost', node, slice(last));
      }
      if (node.type === 'IfStatement') {
        if (!node.alternate) put('guard lost', node, '');
        else put('branch lost', { start: node.consequent.end, end: node.alternate.end }, '');
        put('negated', node.test, `!(${slice(node.test)})`);
        put('condition lost', { start: node.start, end: node.consequent.start }, '');
      }
      if (node.type === 'ConditionalExpression') {
        put('branches', node, `${slice(node.test)} ? ${slice(node.alternate)} : ${slice(node.consequent)}`);
        put('branch lost', node, slice(node.consequent));
      }
      if (node.type === 'ExpressionStatement') put('statement lost', node, '');
      if (node.type === 'BlockStatement') {
        for (const [at, one] of node.body.entries()) {
          const next = node.body[at + 1];
          if (next && one.type === 'ExpressionStatement' && !/^(Return|Function)/.test(next.type))
            put(
              'order',
              { start: one.start, end: next.end },
              slice(next) + text.slice(one.end, next.start) + slice(one),
            );
        }
      }
      if (node.type === 'ReturnStatement' && node.argument && parent?.type !== 'BlockStatement')
        put('return lost', { start: node.start, end: node.argument.start }, '');
      if (node.type === 'AssignmentExpression' && node.operator !== '=') {
        const at = text.indexOf(node.operator, node.left.end);
        put('operator', { start: at, end: at + node.operator.length }, node.operator === '+=' ? '=' : '+=');
      }
      const isRead =
        node.type === 'Identifier' &&
        names.has(node.name) &&
        parent !== null &&
        /^(Binary|Logical|Call|Conditional|Return|Assignment)/.test(parent.type) &&
        !['callee', 'left', 'id'].includes(parent.type === 'BinaryExpression' ? '' : key);
      if (isRead) {
        const near = [...names].filter((name) => node.type === 'Identifier' && name !== node.name);
        const other = near[(node.start * 7) % Math.max(1, near.length)];
        if (other) put('name', node, other);
      }
      if (node.type === 'MemberExpression' && !node.computed && node.optional)
        put('absent', { start: node.object.end, end: node.object.end + 2 }, '.');
      return undefined;
    },
  });
  for (const edits of operators.values())
    if (edits.length > 1) found.push({ rule: 'operator everywhere', edits });
  yield* found;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
