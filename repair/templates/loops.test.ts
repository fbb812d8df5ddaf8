import { beforeAll, describe, expect, it } from 'vitest';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const wrong = (message: string) => evidenceOf([{ message, status: 200 }]);
const hanging = evidenceOf([{ message: 'no answer within 5000 ms' }]);

/** A case whose texts are bodies of one function. */
const body = (
  template: string,
  about: string,
  broken: string,
  fixed: string,
  message: string,
  within = 1,
): TemplateCase => {
  const file = (text: string) => `export function run(list, limit) {\n${text.replace(/^(?=.)/gm, '  ')}\n}\n`;
  const evidence = message === '' ? hanging : wrong(message);
  return { template, about, broken: file(broken), fixed: file(fixed), evidence, within };
};

const sum = (loop: string, start = 'let total = 0;') =>
  `${start}\n${loop} {\n  total += list[i];\n}\nreturn total;`;

const bounds: TemplateCase[] = [
  body(
    'swap-comparison',
    'a bound that is included',
    sum('for (let i = 0; i <= list.length; i++)'),
    sum('for (let i = 0; i < list.length; i++)'),
    'expected NaN to be 6',
    3,
  ),
  body(
    'swap-comparison',
    'a threshold',
    "return limit > 10 ? 'much' : 'little';",
    "return limit >= 10 ? 'much' : 'little';",
    'answered "little", expected "much"',
    2,
  ),
  body(
    'shift-constant',
    'a loop that starts too late',
    sum('for (let i = 1; i < list.length; i++)'),
    sum('for (let i = 0; i < list.length; i++)'),
    'answered 5, expected 6',
    8,
  ),
  body(
    'shift-expression',
    'a loop that ends too early',
    sum('for (let i = 0; i < list.length - 1; i++)'),
    sum('for (let i = 0; i < list.length; i++)'),
    'answered 5, expected 6',
    5,
  ),
  body(
    'shift-expression',
    'pages that are counted from one',
    'const from = limit * 10;\nreturn list.slice(from, from + 10);',
    'const from = (limit - 1) * 10;\nreturn list.slice(from, from + 10);',
    'answered [11], expected [1]',
    30,
  ),
  body(
    'shift-expression',
    'an index behind the end',
    'return list[list.length];',
    'return list[list.length - 1];',
    'expected undefined to be 3',
    4,
  ),
  body(
    'swap-comparison',
    'the opposite',
    "if (limit !== 3) return 'three';\nreturn 'other';",
    "if (limit === 3) return 'three';\nreturn 'other';",
    'answered "other", expected "three"',
    3,
  ),
];

const conditions: TemplateCase[] = [
  body(
    'swap-logical',
    'one of two suffices',
    "if (limit > 3 && list.length > 3) return 'yes';\nreturn 'no';",
    "if (limit > 3 || list.length > 3) return 'yes';\nreturn 'no';",
    'answered "no", expected "yes"',
    12,
  ),
  body(
    'swap-logical',
    'a zero is a value',
    'const most = limit || 10;\nreturn most;',
    'const most = limit ?? 10;\nreturn most;',
    'answered 10, expected 0',
  ),
  body(
    'negate-condition',
    'a negation too many',
    "if (!list.includes(limit)) return 'found';\nreturn 'missing';",
    "if (list.includes(limit)) return 'found';\nreturn 'missing';",
    'answered "missing", expected "found"',
    2,
  ),
  body(
    'negate-condition',
    'a negation too few',
    'return list.filter((item) => list.includes(item));',
    'return list.filter((item) => !list.includes(item));',
    'answered [1], expected []',
    20,
  ),
  body(
    'swap-branches',
    'outcomes the wrong way round',
    "return limit ? 'none' : 'some';",
    "return limit ? 'some' : 'none';",
    'answered "none", expected "some"',
    3,
  ),
  body(
    'strengthen-condition',
    'a case that is lacking',
    'if (limit > 5) return false;\nreturn list.length > 3;',
    'if (limit > 5) return false;\nreturn (list.length > 3) && limit > 0;',
    'answered true, expected false',
    50,
  ),
  body(
    'drop-operand',
    'a part too many',
    'return list.length + limit - limit;',
    'return list.length + limit;',
    'answered 3, expected 5',
    12,
  ),
  body(
    'regroup',
    'parentheses that are lacking',
    'return list[0] + list[1] / 2;',
    'return (list[0] + list[1]) / 2;',
    'answered 5, expected 4',
    11,
  ),
];

const forms: TemplateCase[] = [
  body(
    'loop-form',
    'values for keys',
    'let total = 0;\nfor (const item in list) total += item;\nreturn total;',
    'let total = 0;\nfor (const item of list) total += item;\nreturn total;',
    'answered "0012", expected 6',
    4,
  ),
  body(
    'loop-form',
    'the other direction',
    'let total = limit;\nwhile (total > 0) total++;\nreturn total;',
    'let total = limit;\nwhile (total > 0) total--;\nreturn total;',
    '',
    12,
  ),
  body(
    'loop-condition',
    'a loop without an end',
    'const found = [];\nwhile (true) {\n  found.push(list.pop());\n}\nreturn found;',
    'const found = [];\nwhile (list.length > 0) {\n  found.push(list.pop());\n}\nreturn found;',
    '',
    2,
  ),
  body(
    'leave-loop',
    'a case that falls through',
    "let text = '';\nswitch (limit) {\n  case 1:\n    text = 'one';\n  default:\n    text = 'many';\n}\nreturn text;",
    "let text = '';\nswitch (limit) {\n  case 1:\n    text = 'one';\n    break;\n  default:\n    text = 'many';\n}\nreturn text;",
    'answered "many", expected "one"',
    2,
  ),
  body(
    'leave-loop',
    'a result in the first turn',
    'let total = 0;\nfor (const item of list) {\n  total += item;\n  return total;\n}',
    'let total = 0;\nfor (const item of list) {\n  total += item;\n}\nreturn total;',
    'answered 1, expected 6',
    2,
  ),
  body(
    'leave-loop',
    'a turn that is skipped, not the last',
    'const found = [];\nfor (const item of list) {\n  if (item < limit) break;\n  found.push(item);\n}\nreturn found;',
    'const found = [];\nfor (const item of list) {\n  if (item < limit) continue;\n  found.push(item);\n}\nreturn found;',
    'answered [5], expected [5,7]',
    13,
  ),
  body(
    'move-statement',
    'a start that belongs before the loop',
    'let last = 0;\nfor (const item of list) {\n  let total = 0;\n  total += item;\n  last = total;\n}\nreturn last;',
    'let last = 0;\nlet total = 0;\nfor (const item of list) {\n  total += item;\n  last = total;\n}\nreturn last;',
    'answered 3, expected 6',
    5,
  ),
  body(
    'delete-statement',
    'a step too many',
    'const copy = [...list];\ncopy.reverse();\nreturn copy;',
    'const copy = [...list];\nreturn copy;',
    'answered [3,2,1], expected [1,2,3]',
    20,
  ),
  body(
    'clone-statement',
    'a step that is done elsewhere',
    "const found = [];\nlet word = '';\nfor (const letter of list) {\n  if (letter === ' ') {\n    found.push(word);\n    word = '';\n  } else word += letter;\n}\nreturn found;",
    "const found = [];\nlet word = '';\nfor (const letter of list) {\n  if (letter === ' ') {\n    found.push(word);\n    word = '';\n  } else word += letter;\n}\nfound.push(word);\nreturn found;",
    'answered ["a"], expected ["a","b"]',
    50,
  ),
];

const sums: TemplateCase[] = [
  body(
    'swap-arithmetic',
    'another operator',
    'return list[0] + limit;',
    'return list[0] - limit;',
    'answered 5, expected 1',
    6,
  ),
  body(
    'swap-arithmetic',
    'a sum that is overwritten',
    'let total = 0;\nfor (const item of list) total = item;\nreturn total;',
    'let total = 0;\nfor (const item of list) total += item;\nreturn total;',
    'answered 3, expected 6',
    12,
  ),
  body(
    'swap-operands',
    'a difference the wrong way round',
    'return limit - list.length;',
    'return list.length - limit;',
    'answered -2, expected 2',
    2,
  ),
  body(
    'swap-arguments',
    'arguments the wrong way round',
    'return cut(limit, list);\nfunction cut(from, count) {\n  return from.slice(0, count);\n}',
    'return cut(list, limit);\nfunction cut(from, count) {\n  return from.slice(0, count);\n}',
    'from.slice is not a function',
    12,
  ),
  body(
    'combine-assignment',
    'the greatest so far',
    'let most = 0;\nfor (const item of list) most = item.length;\nreturn most;',
    'let most = 0;\nfor (const item of list) most = Math.max(most, item.length);\nreturn most;',
    'answered 1, expected 3',
    6,
  ),
  body(
    'wrap-value',
    'a whole number',
    'return list.length / 2;',
    'return Math.floor(list.length / 2);',
    'answered 1.5, expected 1',
  ),
  body(
    'unwrap-call',
    'a call too many',
    'return String(limit);',
    'return limit;',
    'answered "3", expected 3',
    12,
  ),
  body(
    'sort-comparator',
    'an order of texts',
    'return [...list].sort();',
    'return [...list].sort((a, b) => a - b);',
    'answered [10,9], expected [9,10]',
  ),
  body(
    'sort-comparator',
    'a comparator that says yes or no',
    'return [...list].sort((a, b) => a > b);',
    'return [...list].sort((a, b) => a - b);',
    'answered [3,1,2], expected [1,2,3]',
    2,
  ),
  body(
    'transplant-expression',
    'what is computed elsewhere',
    'let total = 0;\nfor (let i = 0; i < limit; i++) total += list[i];\nreturn total / list.length;',
    'let total = 0;\nfor (let i = 0; i < list.length; i++) total += list[i];\nreturn total / list.length;',
    'expected NaN to be 2',
    60,
  ),
];

describe.each([
  ['a bound', bounds],
  ['a condition', conditions],
  ['the form of a loop, and the steps in it', forms],
  ['a computation', sums],
])('%s', (_, cases) => {
  it.each(cases)('$template: $about', (given) => {
    const { rank, before } = runCase(given, parser);
    expect(rank, before.join('\n')).not.toBeNull();
    expect(rank, before.join('\n')).toBeLessThanOrEqual(given.within ?? 1);
  });
});

describe('nothing is proposed', () => {
  const never = (template: string, about: string, broken: string): TemplateCase => ({
    ...body(template, about, broken, '', 'answered 1, expected 2'),
    fixed: null,
  });
  it.each([
    never('swap-comparison', 'without a comparison', 'return list;'),
    never('shift-constant', 'without a number', 'return list;'),
    never('shift-expression', 'for texts', "return list.join('') + 'a';"),
    never('swap-logical', 'without a choice', 'return list;'),
    never(
      'negate-condition',
      'for a comparison, which has another template',
      'if (limit > 3) return 1;\nreturn 2;',
    ),
    never('swap-branches', 'for equal outcomes', 'return limit ? list : list;'),
    never('strengthen-condition', 'for a loop that has no condition', 'for (;;) list.pop();'),
    never('drop-operand', 'for comparisons', 'return limit > 3;'),
    never('regroup', 'for one operator', 'return limit + 3;'),
    never('loop-form', 'without a loop', 'return list;'),
    never('loop-condition', 'without a loop or a condition', 'return list;'),
    never(
      'leave-loop',
      'where every case is left',
      'switch (limit) {\n  case 1:\n    return 1;\n  default:\n    return 2;\n}',
    ),
    never('move-statement', 'for one statement', 'return list;'),
    never(
      'delete-statement',
      'for what reaches outside',
      "fetch('/a');\nlist.query('SELECT 1');\nreturn list;",
    ),
    never('clone-statement', 'for one statement', 'const a = 1;\nreturn a;'),
    never('swap-arithmetic', 'for texts', "return 'a' + list;"),
    never('swap-operands', 'where the order does not matter', 'return limit * list.length;'),
    never('swap-arguments', 'for one argument', 'return list.slice(limit);'),
    never('combine-assignment', 'for a constant', 'let total = 3;\ntotal = 0;\nreturn total;'),
    never('wrap-value', 'for what is rounded', 'return Math.floor(list.length / 2) === 1 ? 1 : 2;'),
    never('unwrap-call', 'for a function that does something', 'list.push(limit);\nreturn list;'),
    never('sort-comparator', 'without an order', 'return list.map((a) => a);'),
    never('transplant-expression', 'where there is nothing else', 'return 1;'),
  ])('$template $about', (given) => {
    expect(runCase(given, parser).own).toEqual([]);
  });
});
