import type { Node } from 'oxc-parser';
import { bare, calleeName, identifierName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Template } from '../template.ts';
import { amountIn, writeNumber } from './helpers/constants.ts';
import { explains, ladder } from './helpers/duration.ts';
import { handedOver } from './helpers/handed-over.ts';

const OPTION =
  /^(timeout|timeout_?(in)?_?(ms|millis|milliseconds)|(request|response|headers|body|connect|read)_?timeout(_?ms)?)$/i;

/** A client that gives up before the upstream has answered waits longer: as long as the slowest answer really took, and a quarter. */
export const httpTimeout: Template = {
  name: 'http-timeout',
  answers: ['client_timeout'],
  *propose(input) {
    const { evidence, source } = input;
    const slowest = Math.max(0, ...evidence.observations.upstreams.map((upstream) => upstream.maxLatencyMs));
    const seen = new Set<Node>();
    const elsewhere = [source, ...input.others].flatMap((user) =>
      [...limitsIn(user)].flatMap((node) => [...handedOver(source, user, node)]),
    );
    for (const node of [...limitsIn(source), ...elsewhere]) {
      const amount = amountIn(input, node);
      if (!amount || amount.value <= 0 || seen.has(amount.node)) continue;
      const { value: now, node: value, factor } = amount;
      seen.add(value);
      const unit = now < 100 && slowest >= 1000 ? 1000 : 1;
      const latencies = evidence.failures.map((failure) => failure.latencyMs);
      for (const { ms, weight } of ladder(now * unit, slowest || null)) {
        const text = writeNumber(ms / unit / factor, source.slice(value));
        const why =
          slowest > now * unit ? `the upstream took up to ${Math.round(slowest)} ms` : 'it did not suffice';
        yield {
          edits: [{ start: value.start, end: value.end, text }],
          rationale: `The client gives up after ${now * unit} ms, but ${why}; raise the timeout to ${ms} ms.`,
          prior: 0.95 * weight * explains(now * unit, latencies),
          at: node,
        };
      }
    }
  },
};

/** Expressions that limit how long a client waits. */
function* limitsIn(source: Source): Generator<Node> {
  for (const { node } of source.of('CallExpression')) {
    const [first, second] = node.arguments;
    const callee = bare(node.callee);
    const object = callee.type === 'MemberExpression' ? identifierName(callee.object) : null;
    const name = calleeName(node);
    if (object === 'AbortSignal' && name === 'timeout' && first) yield first;
    else if (name === 'setTimeout' && object === null && first && second) {
      if (/abort|reject|destroy|cancel/i.test(source.slice(first))) yield second;
    } else if ((name === 'setTimeout' || name === 'timeout') && object !== null && first) yield first;
  }
  for (const place of source.of('Property')) {
    if (OPTION.test(identifierName(place.node.key) ?? '') || isInsideTimeout(place)) yield place.node.value;
  }
}

/** `timeout: { request: 2000 }` */
function isInsideTimeout(place: Place): boolean {
  const outer = place.parent?.parent?.node;
  return outer?.type === 'Property' && identifierName(outer.key) === 'timeout';
}
