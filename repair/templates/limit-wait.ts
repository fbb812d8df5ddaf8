import type { Node } from 'oxc-parser';
import type { Edit } from '../syntax/edits.ts';
import { mergeEdits } from '../syntax/edits.ts';
import { bare, identifierName } from '../syntax/nodes.ts';
import type { Template } from '../template.ts';
import { functionsCalling, isHttpCall } from './helpers/outbound.ts';
import { unrepeatable } from './helpers/repeatable.ts';
import { loop, regionOf } from './retry.ts';

/** How long an answer is waited for, in milliseconds; the shorter first, as callers wait as well. */
const PATIENCE_MS = [1000, 5000];
/** And where it is asked only once: slow is not late. */
const ONCE_MS = [3000, 5000, 1000];
const ATTEMPTS = 4;

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

/** Gives `fetch` a signal that ends it; null where it has one, or options that cannot be read. */
function withLimit([url, options]: Node[], ms: number): Edit | null {
  const signal = `signal: AbortSignal.timeout(${ms})`;
  if (!url) return null;
  if (!options) return { start: url.end, end: url.end, text: `, { ${signal} }` };
  if (options.type !== 'ObjectExpression') return null;
  const has = options.properties.some(
    (property) => property.type === 'SpreadElement' || identifierName(property.key) === 'signal',
  );
  if (has) return null;
  const separator = options.properties.length > 0 ? ', ' : ' ';
  return { start: options.start + 1, end: options.start + 1, text: ` ${signal}${separator}`.trimEnd() };
}
