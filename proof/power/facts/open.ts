import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';
import { bare, type Reading } from '../reading.ts';
import { sourceOf } from './calls.ts';

/** Calls that decide whether somebody may do something. */
const CHECKS =
  /^(?:compare\w*|verify\w*|check\w*|is[A-Z]\w*|has\w*|can[A-Z]?\w*|may[A-Z]?\w*|allow\w*|includes|authori[sz]e\w*|validate\w*|equals|timingSafeEqual|test|some|every)$/;
const SCRIPT = /<script\b|\bjavascript:|<[a-z]+[^>]*\son[a-z]+\s*=/i;
const ORIGIN = /^access-control-allow-origin$/i;

/** What is let through where nothing is known, for every origin, or as a script of a page. */
export const findOpen: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (node.type === 'LogicalExpression') checkFact(reading, node, add);
    if (node.type === 'Property' && keyOf(reading, node) === 'skipDuplicates') {
      add('statement', 'open:duplicates', 'leaves out rows that conflict', node, { counted: true });
    }
    if (node.type === 'CallExpression' || node.type === 'Property') originFact(reading, node, add);
    if (/^(?:Literal|TemplateLiteral)$/.test(node.type) && SCRIPT.test(fold(reading, node)?.text ?? '')) {
      add('dynamic_code', 'open:script', 'writes a script into a page', node, { counted: true });
    }
  }
};

/** `may?.(user) ?? true`, `!user.hash || compare(…)`: passes where the check has nothing to look at. */
function checkFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const [left, right] = [bare(node.left), bare(node.right)];
  const yes = right.type === 'Literal' && right.value === true;
  const without = node.operator === '||' && left.type === 'UnaryExpression' && left.operator === '!';
  if (!(yes && node.operator !== '&&' && isCheck(left)) && !(without && isCheck(right))) return;
  const said = sourceOf(reading, node).replaceAll('?.', '.');
  add('guard', `open:${said}`, `lets ${quote(said)} pass where there is nothing to check`, node);
}

function isCheck(node: SyntaxNode): boolean {
  let at = bare(node);
  if (at.type === 'AwaitExpression') at = bare(at.argument);
  if (at.type !== 'CallExpression') return false;
  const callee = bare(at.callee);
  return CHECKS.test(callee.property?.name ?? callee.name ?? '');
}

function originFact(reading: Reading, node: SyntaxNode, add: Add): void {
  const [name, value] =
    node.type === 'Property'
      ? [keyOf(reading, node), node.value]
      : [node.arguments[0] && fold(reading, node.arguments[0])?.text, node.arguments[1]];
  if (!name || !value || !(ORIGIN.test(name) || (name === 'origin' && node.type === 'Property'))) return;
  const at = bare(value);
  if (fold(reading, at)?.text === '*' || (at.type === 'Literal' && at.value === true)) {
    add('guard', 'open:origin', 'lets every origin read its answers', node, { counted: true });
  }
}
