import type { Evidence } from '../../domain/evidence.ts';

/** The weight of what two failures have in common; relative to each other only. */
const WEIGHTS = { fault: 3, sqlstate: 3, error: 2, reason: 2, file: 2, status: 1, type: 1 } as const;

/** A past fix counts as related from here on: more than one weak thing in common. */
export const RELATED = 2;

/** What is stable about a failure, as tokens such as `sqlstate:57014`, each with its weight. */
export function signatureOf(evidence: Evidence): Map<string, number> {
  const tokens = new Map<string, number>();
  const add = (kind: keyof typeof WEIGHTS, value: string | number | null) => {
    if (value !== null && value !== '') tokens.set(`${kind}:${value}`, WEIGHTS[kind]);
  };
  add('fault', `${evidence.service}/${evidence.faultCode}`);
  add('type', evidence.faultType);
  for (const failure of evidence.failures) {
    add('sqlstate', failure.sqlstate);
    add('error', failure.errorClass);
    add('reason', failure.reason);
    add('status', failure.status);
    for (const frame of failure.frames) add('file', frame.path);
  }
  for (const statement of evidence.observations.statements) add('sqlstate', statement.sqlstate);
  for (const upstream of evidence.observations.upstreams) {
    for (const status of Object.keys(upstream.statuses)) if (status >= '400') add('status', status);
  }
  return tokens;
}

/** Words per query; more say nothing new and cost time. */
const MOST_WORDS = 60;
/** Words that every log line has and no runbook should be found by. */
const COMMON = new Set(
  'fault error errors test route reason latency post get http https the and for not with from was are this that null true false'.split(
    ' ',
  ),
);

/**
 * The words to look runbooks up by, each with its weight: states, classes and reasons weigh more than messages and log lines.
 * Letters and digits only, so that no text from outside can become query syntax.
 */
export function wordsOf(evidence: Evidence): Map<string, number> {
  const { failures, observations } = evidence;
  const telling = [
    evidence.faultType,
    ...failures.flatMap((failure) => [failure.sqlstate, failure.errorClass, failure.reason]),
    ...observations.statements.map((statement) => statement.sqlstate),
    ...observations.upstreams.flatMap((upstream) => Object.keys(upstream.statuses)),
  ];
  const talking = [
    ...failures.flatMap((failure) => [failure.message, failure.hint]),
    ...evidence.logLines.slice(-5),
  ];
  const words = new Map<string, number>();
  for (const [texts, weight] of [[telling, 2] as const, [talking, 1] as const]) {
    for (const word of texts.flatMap((text) => split(text ?? ''))) {
      if (words.size < MOST_WORDS && !words.has(word) && !COMMON.has(word)) words.set(word, weight);
    }
  }
  return words;
}

/** `TimeoutError` and `external_timeout` are looked up as they are, and as two words each. */
function split(text: string): string[] {
  const whole = text.match(/\b[A-Za-z]+[A-Z][A-Za-z]+\b|\b[A-Za-z]+(_[A-Za-z]+)+\b/g) ?? [];
  const spaced = text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const parts = spaced.match(/[a-z]{3,}|\b\d[0-9a-z]{4}\b|\b[45]\d\d\b/g) ?? [];
  return [...whole.map((word) => word.toLowerCase()), ...parts];
}
