import { memberName } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { areCounterparts } from './helpers/counterparts.ts';
import { replaceNode } from './helpers/text.ts';

/** Methods of the language that are mistaken for each other. */
const SIBLINGS = [
  'push unshift',
  'pop shift',
  'push pop',
  'min max',
  'floor ceil round trunc',
  'some every',
  'find findLast filter',
  'findIndex findLastIndex',
  'indexOf lastIndexOf',
  'startsWith endsWith includes',
  'slice splice',
  'slice substring substr',
  'map flatMap forEach filter',
  'toUpperCase toLowerCase',
  'keys values entries',
  'trim trimStart trimEnd',
  'padStart padEnd',
  'replace replaceAll',
  'log log2 log10',
  'sin cos tan',
  'add delete',
  'set get has',
  'reduce reduceRight',
  'getDate getDay getUTCDate getUTCDay',
  'getMonth getUTCMonth',
  'getFullYear getYear getUTCFullYear',
  'getHours getUTCHours',
  'all allSettled race any',
  'size length',
  'then catch finally',
  'concat push',
  'charCodeAt charAt',
].map((line) => line.split(' '));

/** Another property: a sibling method of the language, or one that the file uses elsewhere and that is near or opposite. */
export const replaceMember: Template = {
  name: 'replace-member',
  answers: LOGIC,
  *propose({ source, clues }) {
    const used = new Map<string, Set<string>>();
    for (const { node } of source.of('MemberExpression')) {
      const name = memberName(node);
      if (name) used.set(name, (used.get(name) ?? new Set()).add(source.slice(node.object)));
    }
    for (const { node } of source.of('Property')) {
      if (!node.computed && node.key.type === 'Identifier' && !used.has(node.key.name))
        used.set(node.key.name, new Set());
    }
    const builtIn = new Set(SIBLINGS.flat());
    for (const { node, parent, key } of source.of('MemberExpression')) {
      const name = memberName(node);
      if (!name) continue;
      const object = source.slice(node.object);
      const suspected =
        clues.unknownNames.has(`${object}.${name}`) || clues.absentProperties.has(name) ? 1.5 : 1;
      const siblings = new Set(SIBLINGS.filter((line) => line.includes(name)).flat());
      siblings.delete(name);
      for (const [index, sibling] of [...siblings].entries()) {
        yield suggestion(sibling, (0.36 - 0.03 * index) * suspected);
      }
      const called = parent?.node.type === 'CallExpression' && key === 'callee';
      for (const [other, objects] of builtIn.has(name) || called ? [] : used) {
        if (other === name || builtIn.has(other)) continue;
        const opposite = areCounterparts(name, other) ? 1 : nameSimilarity(name, other);
        const sameObject = objects.has(object) ? 1 : 0.7;
        yield suggestion(other, Math.min(0.7, (0.08 + 0.34 * opposite) * sameObject * suspected));
      }

      function suggestion(text: string, prior: number) {
        return {
          edits: [replaceNode((node as { property: { start: number; end: number } }).property, text)],
          rationale: `Use "${object}.${text}" instead of "${object}.${name}".`,
          prior,
          at: node,
        };
      }
    }
  },
};
