import { answersAt } from '../refusals/at-place.ts';
import { functionAround, functionName, identifierName, is, statementInFunction } from '../syntax/nodes.ts';
import type { Place } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { functionsCalling, isHttpCall } from './helpers/outbound.ts';
import { freshName, withWhatNeedsIt, wrapStatements } from './helpers/statements.ts';

/** Where a request asks an upstream, its failure is answered as one: 504 when it was late, else 502. */
export const answerUpstream: Template = {
  name: 'answer-upstream',
  answers: ['bad_payload', 'upstream_failure', 'exception', 'connection', 'client_timeout', 'hang'],
  *propose(input) {
    const { source } = input;
    const asking = new Set(
      [...functionsCalling(source, isHttpCall).keys()].map((place) => functionName(place)),
    );
    for (const place of source.of('CallExpression')) {
      const name = identifierName(place.node.callee);
      const through = name !== null && asking.has(name) && is(place.parent, 'AwaitExpression');
      const asks = isHttpCall(place.node) || through;
      const statement = asks ? statementInFunction(place) : null;
      if (!statement || insideTry(statement)) continue;
      yield* answered(input, place, statement);
    }
  },
};

function* answered(input: TemplateInput, call: Place, statement: Place): Generator<Suggestion> {
  const { source } = input;
  const late = answersAt(input, statement, [{ status: 504, message: 'the upstream is late' }])[0];
  const broken = answersAt(input, statement, [{ status: 502, message: 'the upstream failed' }])[0];
  if (!broken || !late) return;
  const error = freshName(source, 'error', functionAround(statement)?.node);
  const name = source.path.endsWith('ts') ? `(${error} as Error).name` : `${error}.name`;
  const block = (text: string) => text.split('\n').map((line) => `    ${line}`);
  const edits = wrapStatements(
    source,
    withWhatNeedsIt(statement),
    ['try {'],
    [
      `} catch (${error}) {`,
      `  console.error(${error});`,
      `  if (${name} === 'TimeoutError') {`,
      ...block(late.text),
      '  }',
      ...block(broken.text).map((line) => line.slice(2)),
      '}',
    ],
  );
  yield {
    edits,
    rationale: 'A failure of the upstream is answered as one: 504 when it was late, else 502.',
    prior: 0.6 * broken.weight,
    at: call.node,
  };
}

function insideTry(place: Place): boolean {
  for (let at: Place | null = place; at && !at.node.type.includes('Function'); at = at.parent) {
    if (is(at.parent, 'TryStatement') && at.key === 'block') return true;
  }
  return false;
}
