import type { Node } from 'oxc-parser';
import { answersAt } from '../refusals/at-place.ts';
import { mappedErrors } from '../refusals/mapped-errors.ts';
import { indentAt, mergeEdits } from '../syntax/edits.ts';
import { bare, functionAround, identifierName, memberName } from '../syntax/nodes.ts';
import type { NodeOf, Place } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { insertAfter } from './helpers/lists.ts';
import { isHttpCall } from './helpers/outbound.ts';
import { replaceNode } from './helpers/text.ts';

const CAUSES = [
  'bad_payload',
  'upstream_failure',
  'exception',
  'connection',
  'client_timeout',
  'hang',
] as const;

/** The status of an upstream's answer is looked at before its body is, and a failure of it is answered as one. */
export const checkAnswer: Template = {
  name: 'check-answer',
  answers: CAUSES,
  *propose(input) {
    for (const response of responses(input)) {
      const checks = [...statusChecks(input, response)];
      const bodies = [...bodyChecks(input, response)];
      for (const check of checks) {
        for (const body of bodies) {
          const edits = mergeEdits(check.edits, body.edits);
          if (edits)
            yield {
              ...check,
              edits,
              rationale: `${check.rationale} ${body.rationale}`,
              prior: check.prior + 0.04,
            };
        }
      }
      yield* checks;
      yield* bodies;
    }
  },
};

interface Response {
  name: string;
  declaration: Place<NodeOf<'VariableDeclaration'>>;
}

/** `const response = await fetch(..)` */
function* responses({ source }: TemplateInput): Generator<Response> {
  for (const place of source.of('VariableDeclaration')) {
    const [declared] = place.node.declarations;
    const name = declared ? identifierName(declared.id as Node) : null;
    const init = declared?.init ? bare(declared.init) : null;
    const call = init?.type === 'AwaitExpression' ? bare(init.argument) : null;
    if (name && call && isHttpCall(call)) yield { name, declaration: place };
  }
}

function* statusChecks(input: TemplateInput, { name, declaration }: Response): Generator<Suggestion> {
  const { source } = input;
  const owner = functionAround(declaration);
  const asked = source
    .of('MemberExpression')
    .some(
      (place) =>
        identifierName(place.node.object) === name &&
        /^(ok|status)$/.test(memberName(place.node) ?? '') &&
        functionAround(place) === owner,
    );
  if (asked) return;
  for (const [index, fail] of waysToFail(input, declaration, name).entries()) {
    yield {
      edits: insertAfter(source, declaration.node, `if (!${name}.ok) ${fail}`),
      rationale: `The status of the answer is not looked at; an answer that is no success is a failure of the upstream.`,
      prior: 0.85 * 0.9 ** index,
      at: declaration.node,
    };
  }
}

/** A body that is no JSON is a failure of the upstream, and none of ours. */
function* bodyChecks(input: TemplateInput, { name }: Response): Generator<Suggestion> {
  const { source, evidence } = input;
  for (const { node, parent } of source.of('CallExpression')) {
    const callee = bare(node.callee);
    const isBody =
      memberName(callee) === 'json' &&
      callee.type === 'MemberExpression' &&
      identifierName(callee.object) === name;
    if (!isBody || memberName(parent?.node ?? node) === 'catch') continue;
    const at = { start: node.end, end: node.end };
    const isEmpty = evidence.observations.upstreams.some(({ statuses }) => (statuses['204'] ?? 0) > 0);
    if (isEmpty) yield* likeAbsent(input, name, node);
    if (isEmpty && parent?.node.type === 'AwaitExpression') {
      yield {
        edits: [replaceNode(parent.node, `(${name}.status === 204 ? {} : ${source.slice(parent.node)})`)],
        rationale: 'An answer with 204 has no body to parse; it has none of the values that are asked for.',
        prior: 0.97,
        at: node,
      };
    }
    for (const [index, value] of ['({})', 'null'].entries()) {
      yield {
        edits: [{ ...at, text: `.catch(() => ${value})` }],
        rationale: 'A body that is no JSON has none of the values that are asked for.',
        prior: 0.3 - 0.05 * index,
        at: node,
      };
    }
    for (const error of [...mappedErrors(source, 502), ...mappedErrors(source, 504)].slice(0, 1)) {
      const text = `.catch(() => {\n  throw new ${error}('the answer is no JSON');\n})`;
      yield {
        edits: [{ ...at, text: text.replaceAll('\n', `\n${indentAt(source.text, node.start)}`) }],
        rationale: 'A body that is no JSON is a failure of the upstream.',
        prior: 0.6,
        at: node,
      };
    }
  }
}

/** `if (answer.status === 404) return NONE;` says already what stands for an answer without data. */
function* likeAbsent({ source }: TemplateInput, name: string, at: Node): Generator<Suggestion> {
  for (const { node } of source.of('IfStatement')) {
    const test = source.slice(node.test);
    const { consequent } = node;
    const only =
      consequent.type === 'BlockStatement' && consequent.body.length === 1 ? consequent.body[0] : consequent;
    if (only?.type !== 'ReturnStatement' || !/^(\w+)\.status ===? 4\d\d$/.test(test)) continue;
    if (!test.startsWith(`${name}.status `)) continue;
    yield {
      edits: [replaceNode(node.test, `${test} || ${name}.status === 204`)],
      rationale: 'An answer with 204 has no body to parse; it is read like the other answer without data.',
      prior: 0.99,
      at,
    };
  }
}

function waysToFail(input: TemplateInput, place: Place, name: string): string[] {
  const text = `\`the upstream answered \${${name}.status}\``;
  const errors = mappedErrors(input.source, 502).map((error) => `throw new ${error}(${text});`);
  const own = answersAt(input, place, [{ status: 502, message: 'the upstream failed' }])
    .filter(({ text: answer }) => !answer.startsWith('throw') && !answer.includes('\n'))
    .map(({ text: answer }) => answer);
  return [...errors, ...own, `throw new Error(${text});`];
}
