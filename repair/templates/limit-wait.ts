import type { CallExpression, Node } from 'oxc-parser';
import type { Edit } from '../syntax/edits.ts';
import { mergeEdits } from '../syntax/edits.ts';
import { bare, identifierName, memberName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';
import type { Suggestion, Template } from '../template.ts';
import { functionsCalling, isHttpCall } from './helpers/outbound.ts';
import { unrepeatable } from './helpers/repeatable.ts';
import { loop, regionOf } from './retry.ts';

/** How long an answer is waited for, in milliseconds; the shorter first, as callers wait as well. */
const PATIENCE_MS = [1000, 5000];
/** And where it is asked only once: slow is not late. */
const ONCE_MS = [3000, 5000, 1000];
const ATTEMPTS = 4;
/** How each client names its limit. */
const OPTIONS: Record<string, OptionsPlace['option']> = {
  axios: (ms) => ['timeout', String(ms)],
  ky: (ms) => ['timeout', String(ms)],
  got: (ms) => ['timeout', `{ request: ${ms} }`],
};

/** A call that nothing limits, of an upstream that sometimes never answers: it is given up after a while, and made again. */
export const limitWait: Template = {
  name: 'limit-wait',
  answers: ['hang'],
  *propose(input) {
    const { source, evidence } = input;
    const silent = evidence.observations.upstreams.some(({ statuses }) => (statuses.unanswered ?? 0) > 0);
    if (!silent) return;
    // Asking again is no use where nothing was ever answered.
    const never = evidence.observations.upstreams.some(
      ({ calls, statuses }) => calls > 0 && statuses.unanswered === calls,
    );
    yield* clients(source, never);
    for (const { node } of source.of('CallExpression')) {
      if (!isHttpCall(node) || identifierName(bare(node.callee)) !== 'fetch') continue;
      for (const [index, ms] of PATIENCE_MS.entries()) {
        const edit = withLimit(node.arguments as Node[], ms);
        if (!edit) continue;
        const rationale = `The call has no timeout, and the upstream sometimes never responds; limit it to ${ms} ms`;
        for (const [place, steps] of functionsCalling(source, isHttpCall)) {
          const around = place.node.async && node.start > place.node.start ? regionOf(place) : null;
          const region = around && !unrepeatable(source, around).has(place.node) ? around : null;
          const edits =
            region && node.end < place.node.end ? mergeEdits([edit], loop(input, region, ATTEMPTS)) : null;
          if (!edits) continue;
          yield {
            edits,
            rationale: `${rationale} and retry up to ${ATTEMPTS} times.`,
            prior: (0.9 - 0.1 * index) * 0.95 ** steps,
            at: node,
          };
        }
      }
      for (const [index, ms] of ONCE_MS.entries()) {
        const edit = withLimit(node.arguments as Node[], ms);
        if (!edit) continue;
        const rationale = `The call has no timeout, and the upstream never responds; limit it to ${ms} ms.`;
        yield { edits: [edit], rationale, prior: (never ? 0.95 : 0.4) - 0.1 * index, at: node };
      }
    }
  },
};

/** Clients that take a limit as an option, once for all their calls or for one. */
function* clients(source: Source, never: boolean): Generator<Suggestion> {
  for (const { node } of source.of('CallExpression')) {
    const place = optionsPlace(node);
    if (!place) continue;
    for (const [index, ms] of ONCE_MS.entries()) {
      const edit = withOption(node.arguments as Node[], place.at, place.option(ms));
      if (!edit) continue;
      yield {
        edits: [edit],
        rationale: `The client has no timeout, and the upstream never responds; limit it to ${ms} ms.`,
        prior: (never ? 0.95 : 0.4) - 0.1 * index - (place.isShared ? 0 : 0.02),
        at: node,
      };
    }
  }
}

interface OptionsPlace {
  /** Which argument holds the options. */
  at: number;
  isShared: boolean;
  option(ms: number): [name: string, value: string];
}

/** Where a call of `axios`, `got`, `ky` or undici's `request` says how long it may take. */
function optionsPlace(node: CallExpression): OptionsPlace | null {
  const callee = bare(node.callee);
  const method = memberName(callee);
  const client = callee.type === 'MemberExpression' ? identifierName(callee.object) : identifierName(callee);
  const signal = (ms: number): [string, string] => ['signal', `AbortSignal.timeout(${ms})`];
  if (client === 'undici' && method === 'request') return { at: 1, isShared: false, option: signal };
  const option = OPTIONS[client ?? ''];
  if (!option) return null;
  if (method === 'create' || method === 'extend') return { at: 0, isShared: true, option };
  if (client !== 'axios') return { at: 1, isShared: false, option };
  if (method === null || method === 'request') {
    const isConfig = (node.arguments[0] as Node | undefined)?.type === 'ObjectExpression';
    return { at: isConfig ? 0 : 1, isShared: false, option };
  }
  if (!/^(get|delete|head|options|post|put|patch)$/.test(method)) return null;
  return { at: /^p/.test(method) ? 2 : 1, isShared: false, option };
}

/** Adds an option to the argument that holds them; null where it is there, or where they cannot be read. */
function withOption(given: Node[], at: number, [name, value]: [string, string]): Edit | null {
  const options = given[at];
  const text = `${name}: ${value}`;
  const last = given.at(-1);
  if (!options && given.length !== at) return null;
  if (!options) return last ? { start: last.end, end: last.end, text: `, { ${text} }` } : null;
  if (options.type !== 'ObjectExpression') return null;
  const has = options.properties.some(
    (property) => property.type === 'SpreadElement' || identifierName(property.key) === name,
  );
  if (has) return null;
  const separator = options.properties.length > 0 ? ',' : ' ';
  return { start: options.start + 1, end: options.start + 1, text: ` ${text}${separator}` };
}

/** Gives `fetch` a signal that ends it; null where it has one, or options that cannot be read. */
function withLimit(given: Node[], ms: number): Edit | null {
  return given[0] ? withOption(given, 1, ['signal', `AbortSignal.timeout(${ms})`]) : null;
}
