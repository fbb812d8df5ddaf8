import type { NearAnswers } from '../../../domain/ports/prover.ts';
import type { Asked } from './look.ts';
import type { NearRequest } from './near-requests.ts';
import { partsOf } from './request-parts.ts';

/** Requests that are kept: each is sent again to each candidate. */
const MOST_GOOD = 18;
/** Of them, those that are refused. */
const MOST_REFUSED = 4;
/** Besides, those with other texts that may be as good. */
const MOST_TEXTS = 10;
/** Refusals that are kept as what is refused and how. */
const MOST_REFUSALS = 30;
/** Longest body of an answer that is compared, in characters. */
const BODY = 4_000;

/** Good requests, those that differ in what they are answered or do before others; then some that are refused, and other texts. */
export function choose(all: Asked[], texts: Asked[]): Asked[] {
  const isSmall = ({ answer, edge }: Asked) =>
    answer !== null && !edge && (JSON.stringify(answer.body)?.length ?? 0) <= BODY;
  const small = all.filter(isSmall);
  const answeredTexts = texts.filter((one) => isSmall(one) && (one.answer?.status ?? 500) < 500);
  const kept = answeredTexts.filter(({ keep }) => keep);
  const others = [...new Set([...kept, ...distinct(answeredTexts)])].slice(0, MOST_TEXTS);
  const good = small.filter(({ answer }) => answer && answer.status < 400);
  const refused = small.filter(({ answer }) => answer && answer.status >= 400 && answer.status < 500);
  const first = refused.filter(({ keep }) => keep);
  const turnedAway = [...new Set([...first, ...distinct(refused)])].slice(0, MOST_REFUSED);
  // A limit on how long a value may be shows at the longest alone.
  const longest = [...good].sort((one, other) => lengthOf(other) - lengthOf(one)).slice(0, 1);
  const answered = [...new Set([...longest, ...distinct(good)])];
  const chosen = [...answered.slice(0, MOST_GOOD - turnedAway.length), ...turnedAway];
  // In the order in which they were sent: what one leaves behind may show in the next. What a fix may refuse is the last.
  const ordered = small.filter((one) => chosen.includes(one));
  const last = ordered.filter(({ strange }) => strange);
  return [
    ...ordered.filter(({ strange }) => !strange),
    ...texts.filter((one) => others.includes(one)),
    ...last,
  ];
}

const lengthOf = ({ request }: NearRequest) => JSON.stringify(request).length;

function distinct(list: Asked[]): Asked[] {
  const seen = new Set<string>();
  const news: Asked[] = [];
  const others: Asked[] = [];
  for (const one of list) {
    const types = partsOf(one.request).map(({ value }) => typeof value);
    const key = JSON.stringify([one.answer?.status, one.answer?.body, one.answer?.work, types]);
    (seen.has(key) ? others : news).push(one);
    seen.add(key);
  }
  return [...news, ...others];
}

/** What the service refuses beside the failure, each once. */
export function refusalsIn(asked: Asked[]): NonNullable<NearAnswers['refusals']> {
  const found = new Map<string, NonNullable<NearAnswers['refusals']>[number]>();
  for (const { answer, part, now, strange, edge } of asked) {
    if (!answer || answer.status < 400 || answer.status >= 500 || part === undefined) continue;
    const how = now ?? (strange ? 'strange' : edge ? 'edge' : 'value');
    const one = { part, how, status: answer.status };
    found.set(JSON.stringify(one), one);
  }
  return [...found.values()].slice(0, MOST_REFUSALS);
}
