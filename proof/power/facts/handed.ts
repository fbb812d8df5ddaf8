import type { SyntaxNode } from '../../checks/program.ts';
import { type FactFinder, quote } from '../fact.ts';
import { pathOf } from '../path.ts';
import { bare, type Reading, useOf } from '../reading.ts';
import { sourceOf } from './calls.ts';

/** Values that hold more than data: credentials, headers, ways out. */
const HOLDERS = /^(req|request|ctx|context|event|client|db|pool|socket|app|server|redis)$/i;

/** How the files of a service name each other. */
const OWN_FILE = /^(?:\.{1,2}\/|#|[@~]\/)/;
const LOGS = /^(?:debug|info|warn|error|trace|fatal|log|logger)$/i;

/** Every place where a request or a client is handed on, copied or answered as a whole. */
export const findHanded: FactFinder = (reading, add) => {
  for (const { node } of reading.nodes) {
    if (node.type !== 'Identifier' || !reading.variable(node) || !holds(reading, node)) continue;
    const to = placeOf(reading, node);
    if (to)
      add('member', `handed:${node.name}:${to}`, `hands all of ${quote(node.name)} to ${quote(to)}`, node);
  }
};

function holds(reading: Reading, node: SyntaxNode): boolean {
  const { root, names } = pathOf(reading, node);
  if (names.length > 1 || (root.kind !== 'parameter' && root.kind !== 'import')) return false;
  // Taken by a pattern: `({ pool })`, `const { pool } = require('…')`.
  const taken = root.name === '' || root.name === '*';
  return HOLDERS.test(names.length === 1 ? (taken ? (names[0] ?? '') : '') : root.name);
}

/** What a value is handed to: a function of elsewhere, a list, an object; null where only a member of it is used. */
function placeOf(reading: Reading, node: SyntaxNode): string | null {
  const { user, as } = useOf(reading, node);
  switch (user?.type) {
    case 'CallExpression':
    case 'NewExpression': {
      if (!user.arguments.includes(as)) return null;
      const { root, names } = pathOf(reading, user.callee);
      if (/^(call|apply|bind)$/.test(names.at(-1) ?? '')) return null;
      if (root.kind === 'made' && names.length === 0) return null;
      // A function of the service; that it is called at all is judged by itself.
      const isLog = LOGS.test(names.at(-1) ?? (root.kind === 'import' ? root.name : ''));
      if (root.kind === 'import' && OWN_FILE.test(root.module) && !isLog) return null;
      return receiverOf(reading, user.callee);
    }
    case 'SpreadElement':
      return 'a copy';
    case 'ArrayExpression':
      return 'a list';
    case 'Property':
      return user.value === as && reading.parent(user)?.type === 'ObjectExpression' ? 'an object' : null;
    default:
      return null;
  }
}

/** A callee without what the calls on the way to it were given: another statement is no other receiver. */
function receiverOf(reading: Reading, callee: SyntaxNode): string {
  const at = bare(callee);
  switch (at.type) {
    case 'MemberExpression':
      return at.computed
        ? sourceOf(reading, at)
        : `${receiverOf(reading, at.object)}.${sourceOf(reading, at.property)}`;
    case 'CallExpression':
      return `${receiverOf(reading, at.callee)}()`;
    case 'TaggedTemplateExpression':
      return receiverOf(reading, at.tag);
    default:
      return sourceOf(reading, at);
  }
}
