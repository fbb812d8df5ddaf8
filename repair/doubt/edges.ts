/** Values at which behaviours part: of the code, and near what was seen. */
export interface EdgeContext {
  /** Numbers that the code knows. */
  limits: readonly number[];
  /** Short texts that the code knows. */
  words: readonly string[];
  /** Whether the code cuts fractions off. */
  rounds: boolean;
}

/** Days on which calendars go wrong: ends of months and years, leap days, changes of the clocks. */
const DAYS = [
  ...['2024-02-29', '2023-02-28', '2024-01-31', '2024-12-31', '2024-01-01', '2023-03-01', '2024-04-30'],
  ...['2024-03-31', '2024-10-27', '2024-11-03', '2000-02-29', '1999-12-31', '2024-06-15', '2024-06-16'],
];
const TIMES = ['00:00', '23:59', '12:00', '12:30', '00:30', '09:05', '24:00'];
const DAY = /\d{4}-\d{2}-\d{2}/;
const TIME = /\b\d{2}:\d{2}\b/;
const SEPARATORS = ['\n', ';', ',', '&', '|', '/', '=', ':', '.', '-', ' '];
/** Larger numbers of milliseconds are times. */
const INSTANT = 1e11;
/** Of one value. */
const MOST = 40;
/** Calls of an object behind which a clock advances. */
const TICKS = 12;

/** Reads what the code compares with. */
export function edgesOfCode(code: string): EdgeContext {
  const limits = [...code.matchAll(/(?<![\w.])\d{1,6}(?![\w.])/g)].map(([text]) => Number(text));
  const words = [...code.matchAll(/'([^'\n\\]{1,12})'|"([^"\n\\]{1,12})"/g)].map(([, a, b]) => a ?? b ?? '');
  return {
    limits: [...new Set(limits)].slice(0, 24),
    words: [...new Set(words)].slice(0, 12),
    rounds: /Math\.(floor|round|ceil|trunc)|toFixed/.test(code),
  };
}

/** Other values of the kind of a seen one, at which an answer may change. */
export function edgesOf(value: unknown, context: EdgeContext): unknown[] {
  if (typeof value === 'number') return numbersNear(value, context);
  if (typeof value === 'string') return [...new Set(textsNear(value, context))].slice(0, MOST);
  if (typeof value === 'boolean') return [!value];
  if (Array.isArray(value)) return listsNear(value, context);
  if (typeof value !== 'object' || value === null) return [];
  if ('$date' in value && typeof value.$date === 'number') return daysNear(value.$date);
  if ('$call' in value) return clocksNear(value.$call as GivenFunction, context);
  if (isDescribed(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    edgesOf(member, context)
      .slice(0, 8)
      .map((other) => ({ ...value, [key]: other })),
  );
}

/** Whether a value stands for one that JSON cannot write: a date, an object of a class, a function, `undefined`. */
export function isDescribed(value: object): boolean {
  return '$date' in value || '$new' in value || '$call' in value || '$value' in value;
}

function numbersNear(value: number, { limits, rounds }: EdgeContext): number[] {
  if (value > INSTANT) return DAYS.map((day) => Date.parse(day));
  const found = new Set([0, 1, -1, 2, value + 1, value - 1, -value]);
  for (const limit of limits) for (const step of [0, -1, 1]) found.add(limit + step);
  if (rounds || !Number.isInteger(value)) found.add(value + 0.5).add(value / 2);
  found.delete(value);
  return [...found].map((each) => each || 0).slice(0, MOST);
}

function* textsNear(text: string, { words }: EdgeContext): Generator<string> {
  // One of the words of the code, such as a state: the others are worth asking.
  if (words.includes(text)) yield* words.filter((word) => word !== text && /^\w/.test(word));
  // Of what has a form, most is worth asking that keeps it.
  if (DAY.test(text)) for (const day of DAYS) yield text.replace(DAY, day);
  if (TIME.test(text)) for (const time of TIMES) yield text.replace(TIME, time);
  yield* ['', text.slice(1), text.slice(0, -1), text.slice(0, 1), text + text, ` ${text} `];
  for (const { 0: digits, index } of [...text.matchAll(/\d+/g)].slice(0, 4)) {
    const put = (other: string) => text.slice(0, index) + other + text.slice(index + digits.length);
    for (const step of [1, -1])
      yield put(String(Math.max(0, Number(digits) + step)).padStart(digits.length, '0'));
    yield* [put('0'.repeat(digits.length)), put('9'.repeat(digits.length)), put(`${digits}0`)];
  }
  yield* [text.toUpperCase(), text.toLowerCase()];
  const separator = SEPARATORS.find((mark) => text.includes(mark));
  const pieces = separator ? text.split(separator) : [...text].slice(0, 12);
  const joined = (parts: string[]) => parts.join(separator ?? '');
  for (const at of pieces.keys()) {
    if (at > 5) break;
    yield joined(pieces.filter((_, index) => index !== at));
    yield joined(pieces.flatMap((piece, index) => (index === at ? [piece, piece] : [piece])));
    yield joined(pieces.map((piece, index) => (index === at ? '' : piece)));
  }
  yield joined(pieces.toReversed());
  if (separator)
    yield* [text + separator, separator + text, text.replaceAll(separator, separator + separator)];
  for (const word of words) yield* [word, text + word, word + text];
}

function listsNear(list: readonly unknown[], context: EdgeContext): unknown[] {
  const [first, second] = list;
  const found: unknown[] = [[], list.toReversed(), [...list, ...list]];
  if (list.length > 0)
    found.push([first], [first, first], list.slice(1), list.slice(0, -1), [...list, first]);
  if (list.length > 1) found.push([first, second], [second, first]);
  // Two that are alike in one member.
  if (isRecord(first) && isRecord(second))
    for (const key of Object.keys(first).slice(0, 4))
      found.push([first, { ...second, [key]: first[key] }, ...list.slice(2)]);
  for (const [at, element] of list.slice(0, 3).entries())
    for (const other of edgesOf(element, context).slice(0, 8)) found.push(list.with(at, other));
  return found.slice(0, MOST);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A function of the tests: what it gave, and behind how many calls of the object. */
interface GivenFunction {
  gave?: { at: number; args: string; how: string; value: string }[];
}

/** A clock that advances by another step with each call: as it went, by the numbers of the code, and just beside them. */
function clocksNear({ gave = [] }: GivenFunction, { limits }: EdgeContext): unknown[] {
  const times = gave.map(({ value }) => Number(value));
  const isClock = gave.every(({ how, args }) => how === 'gives' && args === '[]');
  const [first] = times;
  if (!isClock || first === undefined || !times.every(Number.isFinite)) return [];
  const went = times.map((time, at) => time - (times[at - 1] ?? time)).filter((step) => step > 0);
  const marks = [...new Set([...went, ...limits.filter((limit) => limit > 2)])].slice(0, 4);
  const steps = new Set([0, ...marks.flatMap((mark) => [mark, mark - 1, mark + 1, Math.round(mark / 2)])]);
  return [...steps].map((step) => ({
    $call: {
      gave: Array.from({ length: TICKS }, (_, at) => ({
        ...{ at, args: '[]', how: 'gives', value: String(first + at * step) },
      })),
    },
  }));
}

function daysNear(at: number): unknown[] {
  const sameDay = new Date(at).toISOString().slice(10);
  return [
    ...DAYS.map((day) => ({ $date: Date.parse(day + sameDay) })),
    ...[1, 86_400_000, -86_400_000].map((step) => ({ $date: at + step })),
  ];
}
