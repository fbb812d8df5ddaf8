import type { CauseKind } from '../evidence/cause.ts';
import { shapesOf } from '../evidence/causes.ts';
import type { Edit } from '../syntax/edits.ts';
import { ancestors, type FunctionNode } from '../syntax/nodes.ts';
import type { NodeOf, Place } from '../syntax/source.ts';
import type { Suggestion, Template, TemplateInput } from '../template.ts';
import { functionsCalling, isHttpCall, isQueryCall } from './helpers/outbound.ts';
import { isRepeatable, unrepeatable } from './helpers/repeatable.ts';
import { freshName, wrapStatements } from './helpers/statements.ts';

const TRANSIENT: readonly CauseKind[] = [
  'bad_payload',
  'upstream_failure',
  'connection',
  'database_conflict',
];
/** The share of calls that may still fail when all attempts are used up. */
const RESIDUAL = 0.001;
const MOST_ATTEMPTS = 8;

/**
 * What fails now and then, and would succeed if asked again, is asked again, with pauses; the last error is thrown. A
 * request is made again only where that has no effect of its own.
 */
export const retry: Template = {
  name: 'retry',
  answers: [...TRANSIENT, 'client_timeout', 'absent_value'],
  *propose(input) {
    const { clues } = input;
    const upstream = clues.has('database_conflict') ? isQueryCall : isHttpCall;
    // A value that is absent may be an answer that is malformed now and then, but only where there are answers.
    if (!clues.has(...TRANSIENT, 'client_timeout') && !evidenceOfAnswers(input)) return;
    const fit = clues.has(...TRANSIENT) && !answersAlike(input) ? 0.9 : 0.5;
    for (const attempts of attemptsFor(input)) {
      const functions = functionsCalling(input.source, upstream);
      const outermost = Math.max(...functions.values());
      for (const [place, steps] of functions) {
        const region = regionOf(place);
        if (!place.node.async || !region || unrepeatable(input.source, region).has(place.node)) continue;
        yield {
          edits: loop(input, region, attempts),
          rationale: `The call fails intermittently; retry it up to ${attempts} times with growing pauses, then throw the last error.`,
          prior: fit * 0.9 ** (outermost - steps) * (attempts === attemptsFor(input)[0] ? 1 : 0.9),
          at: place.node,
        };
      }
      yield* statusRetries(input, attempts);
    }
  },
};

/** The fewest attempts after which less than a thousandth of calls fails, by the observed share of failures. */
function attemptsFor({ clues, evidence }: TemplateInput): number[] {
  const runs = Math.max(1, evidence.runs);
  const share = Math.min(1, clues.share(...TRANSIENT) || clues.share('absent_value', 'client_timeout'));
  if (share >= 0.95) return [4, MOST_ATTEMPTS];
  // Laplace's rule of succession: a few runs only bound the share.
  const expected = (share * runs + 1) / (runs + 2);
  const needed = Math.ceil(Math.log(RESIDUAL) / Math.log(expected));
  return [Math.min(MOST_ATTEMPTS, Math.max(2, needed))];
}

/** Whether every run failed of answers that all had one shape: what is wrong each time is hardly passing. */
function answersAlike({ clues, evidence }: TemplateInput): boolean {
  const { samples = [], statuses = {} } =
    evidence.observations.upstreams.find(({ calls }) => calls > 0) ?? {};
  const good = Object.keys(statuses).every((status) => /^2/.test(status));
  return clues.share('bad_payload') >= 0.95 && good && samples.length > 0 && shapesOf(samples).size === 1;
}

function evidenceOfAnswers({ evidence }: TemplateInput): boolean {
  return evidence.observations.upstreams.some((upstream) => upstream.calls > 0);
}

/** The statements to repeat: a function's, or those it tries itself when it answers for what it catches. */
export function regionOf({ node }: Place<FunctionNode>): { start: number; end: number } | null {
  const statements = node.body?.type === 'BlockStatement' ? node.body.body : [];
  const tried = statements.find((statement) => statement.type === 'TryStatement');
  const inner =
    tried?.handler && !tried.handler.body.body.some(({ type }) => type === 'ThrowStatement')
      ? tried.block.body
      : statements;
  const [first, last] = [inner[0], inner.at(-1)];
  return first && last ? { start: first.start, end: last.end } : null;
}

export function loop(
  { source, clues }: TemplateInput,
  region: { start: number; end: number },
  attempts: number,
): Edit[] {
  const attempt = freshName(source, 'attempt');
  const error = freshName(source, 'error');
  // PostgreSQL's class 40 alone says that the same may succeed later.
  const other = clues.has('database_conflict') ? ` || !/^40/.test(String(Object(${error}).code))` : '';
  return wrapStatements(
    source,
    region,
    [`for (let ${attempt} = 1; ; ${attempt}++) {`, '  try {'],
    [
      `  } catch (${error}) {`,
      `    if (${attempt} >= ${attempts}${other}) throw ${error};`,
      `    await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 50 * 2 ** ${attempt})));`,
      '  }',
      '}',
    ],
  );
}

/** Where an answer's status is looked at without a throw: asks again while the status says "not now". */
function* statusRetries({ source, clues }: TemplateInput, attempts: number): Generator<Suggestion> {
  if (!clues.has('upstream_failure')) return;
  for (const place of source.of('VariableDeclaration')) {
    const [declarator] = place.node.declarations;
    const init = declarator?.init;
    if (
      declarator?.id.type !== 'Identifier' ||
      init?.type !== 'AwaitExpression' ||
      !isHttpCall(init.argument) ||
      !isRepeatable(source, init.argument, init)
    )
      continue;
    if ([...ancestors(place)].every((at) => !isAsync(at))) continue;
    const attempt = freshName(source, 'attempt');
    const name = declarator.id.name;
    const keyword = { start: place.node.start, end: place.node.start + place.node.kind.length, text: 'let' };
    const text = [
      `\nfor (let ${attempt} = 1; ${attempt} < ${attempts} && (${name}.status === 429 || ${name}.status >= 500); ${attempt}++) {`,
      `  await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 50 * 2 ** ${attempt})));`,
      `  ${name} = ${source.slice(init)};`,
      '}',
    ].join('\n');
    yield {
      edits: [keyword, { start: place.node.end, end: place.node.end, text }],
      rationale: `The upstream is temporarily unavailable at times; try up to ${attempts} times before its status counts.`,
      prior: 0.7,
      at: place.node as NodeOf<'VariableDeclaration'>,
    };
  }
}

function isAsync({ node }: Place): boolean {
  return 'async' in node && node.async === true;
}
