import { type FactFinder, quote } from '../fact.ts';

/** Comments by which a check of types, style, coverage or security is switched off, or frames are given other names. */
const SWITCHES =
  /@ts-(ignore|expect-error|nocheck)|(eslint|oxlint|tslint|jshint|biome|deno-lint|standard)[-: ]*(disable|ignore)|^\s*eslint\s+[\w@/-]+\s*:|^\s*globals?\s+\w|\b(istanbul|c8|v8|node:coverage|stryker)\s+(ignore|disable)|NOSONAR|nosec|nosemgrep|noqa|\b\w+:(allow|ignore|skip|disable)\b|allowlist secret|deepcode ignore|-scan ignore|\b(codeql|lgtm)\b\s*\[|[#@]\s*source(Mapping)?URL|@jsx(Runtime|ImportSource)?\b|webpackIgnore|@vite-ignore|[@#]__(PURE|NO_SIDE_EFFECTS)__|^\s*\/?\s*<(reference|amd-)/i;

/** The comments that switch a check off, each counted; and the loss of those that switch one on. */
export const findComments: FactFinder = (reading, add) => {
  for (const { value, start } of reading.comments) {
    const [found] = SWITCHES.exec(value) ?? [];
    if (!found) continue;
    const key = found.toLowerCase().replace(/\s+/g, ' ');
    const at = { type: 'Comment', start, end: start };
    add('check_off', `comment:${key}`, `switches off a check by the comment ${quote(value.trim())}`, at, {
      refused: true,
      counted: true,
    });
  }
  const checked = reading.comments.some(({ value }) => /@ts-check/.test(value));
  const strict = reading.nodes.some(({ node }) => node.directive === 'use strict');
  const top = { type: 'Program', start: 0, end: 0 };
  if (!checked)
    add('check_off', 'no @ts-check', 'no longer asks for a check of types (`@ts-check`)', top, {
      refused: true,
    });
  if (!strict && reading.root.sourceType !== 'module') {
    add('check_off', 'no use strict', 'no longer runs in strict mode', top, { refused: true });
  }
};
