import { memberName } from '../syntax/nodes.ts';
import type { Template } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { removeStatement } from './helpers/lists.ts';
import { replaceNode } from './helpers/text.ts';

const GLOBALS = [
  'Math',
  'JSON',
  'Object',
  'Array',
  'Number',
  'String',
  'Boolean',
  'Promise',
  'Map',
  'Set',
  'Date',
  'parseInt',
  'parseFloat',
  'isNaN',
  'console',
  'undefined',
  'Infinity',
  'URL',
  'structuredClone',
  'setTimeout',
];
const METHODS =
  'push pop shift unshift slice splice map filter reduce forEach find findIndex includes indexOf join split concat sort reverse some every flat flatMap keys values entries length size has get set add delete clear trim toUpperCase toLowerCase startsWith endsWith replace replaceAll padStart padEnd charAt charCodeAt repeat toString toFixed then catch finally json text'.split(
    ' ',
  );

/** A name that the error says not to exist, or not to be what it is used as. */
export const unknownName: Template = {
  name: 'unknown-name',
  answers: ['unknown_name', 'exception', 'absent_value', 'wrong_result'],
  *propose({ source, scopes, clues, evidence }) {
    const text = evidence.failures.map((failure) => `${failure.message}\n${failure.output}`).join('\n');
    for (const place of source.of('Identifier')) {
      const { node, parent, key } = place;
      if (
        !clues.unknownNames.has(node.name) ||
        (parent?.node.type === 'MemberExpression' && key === 'property')
      )
        continue;
      const own = scopes.binding(place, node.name);
      const known = [
        ...new Set([
          ...scopes.visible(place).map(({ name }) => name),
          ...source
            .of('VariableDeclarator')
            .map(({ node: other }) => (other.id.type === 'Identifier' ? other.id.name : '')),
          ...GLOBALS,
        ]),
      ];
      for (const name of own ? [] : known) {
        if (!name || name === node.name) continue;
        yield {
          edits: [replaceNode(node, name)],
          rationale: `"${node.name}" does not exist; use "${name}".`,
          prior: 0.4 + 0.55 * nameSimilarity(node.name, name) ** 2,
          at: node,
        };
      }
      if (own && text.includes(`${node.name} is not a constructor`)) continue;
      const member = own ? null : scopes.visible(place).find(({ how }) => how === 'parameter');
      if (!own)
        yield {
          edits: [replaceNode(node, `this.${node.name}`)],
          rationale: `"${node.name}" is a property of the object.`,
          prior: 0.5,
          at: node,
        };
      if (member && !own)
        yield {
          edits: [replaceNode(node, `${member.name}.${node.name}`)],
          rationale: `"${node.name}" is a property of "${member.name}".`,
          prior: 0.42,
          at: node,
        };
    }
    for (const { node, parent, key } of source.of('MemberExpression')) {
      const name = memberName(node);
      const called = parent?.node.type === 'CallExpression' && key === 'callee';
      const object = source.slice(node.object);
      if (
        !name ||
        ![...clues.unknownNames].some(
          (unknown) => unknown === `${object}.${name}` || unknown.endsWith(`.${name}`),
        )
      )
        continue;
      for (const method of METHODS) {
        const near = nameSimilarity(name, method);
        if (method !== name && near > 0.5)
          yield {
            edits: [replaceNode(node.property, method)],
            rationale: `"${object}" has no method "${name}"; use "${method}".`,
            prior: 0.45 + 0.5 * near ** 2,
            at: node,
          };
      }
      if (called && parent && parent.node.type === 'CallExpression' && parent.node.arguments.length === 0) {
        yield {
          edits: [replaceNode(parent.node, source.slice(node))],
          rationale: `"${name}" is a property, not a method.`,
          prior: 0.6,
          at: node,
        };
      }
      yield {
        edits: [replaceNode(node.object, `[...${object}]`)],
        rationale: `"${object}" is not an array; convert it.`,
        prior: 0.35,
        at: node,
      };
      yield {
        edits: [replaceNode(node.object, `String(${object})`)],
        rationale: `"${object}" is not a string; convert it.`,
        prior: 0.3,
        at: node,
      };
      yield {
        edits: [replaceNode(node.object, `(await ${object})`)],
        rationale: `"${object}" is still a promise; await it.`,
        prior: 0.3,
        at: node,
      };
    }
    if (/Assignment to constant/.test(text)) {
      for (const { node } of source.of('VariableDeclaration')) {
        if (node.kind !== 'const') continue;
        yield {
          edits: [replaceNode({ start: node.start, end: node.start + 5 }, 'let')],
          rationale: 'The variable is reassigned, so it must not be const.',
          prior: 0.85,
          at: node,
        };
      }
    }
    if (/without 'new'/.test(text)) {
      for (const { node } of source.of('CallExpression')) {
        if (/^[A-Z]\w*$/.test(source.slice(node.callee)))
          yield {
            edits: [{ start: node.start, end: node.start, text: 'new ' }],
            rationale: 'A class must be called with "new".',
            prior: 0.85,
            at: node,
          };
      }
    }
    if (/is not iterable/.test(text)) {
      for (const { node } of source.of('ForOfStatement')) {
        for (const wrapped of [
          `Object.entries(${source.slice(node.right)})`,
          `Object.values(${source.slice(node.right)})`,
          `(${source.slice(node.right)} ?? [])`,
          `Object.keys(${source.slice(node.right)})`,
        ]) {
          yield {
            edits: [replaceNode(node.right, wrapped)],
            rationale: `"${source.slice(node.right)}" is not iterable; iterate its entries.`,
            prior: 0.6,
            at: node,
          };
        }
      }
    }
    const early = /Cannot access '([^']+)' before initialization/.exec(text)?.[1];
    for (const place of early ? source.of('VariableDeclaration') : []) {
      const { node, parent } = place;
      const [declarator] = node.declarations;
      if (
        declarator?.id.type !== 'Identifier' ||
        declarator.id.name !== early ||
        parent?.node.type !== 'BlockStatement'
      )
        continue;
      const user = parent.node.body.find((statement) =>
        new RegExp(`\\b${early}\\b`).test(source.slice(statement)),
      );
      if (!user || user.start >= node.start) continue;
      yield {
        edits: [
          { start: user.start, end: user.start, text: `${source.slice(node)}\n` },
          removeStatement(source, node),
        ],
        rationale: `"${early}" is used before it is initialized.`,
        prior: 0.85,
        at: node,
      };
    }
  },
};
