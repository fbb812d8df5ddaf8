// Values that pass between modules, and out of the sandbox.

/** What JSON has no word for. */
const WORDS = new Map([
  ['undefined', undefined],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);
/** A value that cannot be made again. */
const LOST = Symbol('lost');

/**
 * JSON of a value, with dates as `{"$date":0}`, numbers that JSON lacks and undefined as `{"$value":"NaN"}`, and what
 * `describe` gives for objects of classes, `{"$new":["Name",[…]]}`, and for functions, `{"$call":…}`.
 * @param describe the description of an object or a function, or null
 * @returns null where a part of the value cannot be made again from that
 */
export function writePlain(value, describe = () => null) {
  const plain = plainOf(value, describe);
  return plain === LOST ? null : JSON.stringify(plain);
}

function plainOf(value, describe) {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || value === undefined) {
    const word = [...WORDS].find(([, each]) => Object.is(each, value))?.[0];
    return word ? { $value: word } : value;
  }
  if (typeof value === 'function') return describe(value) ?? LOST;
  if (typeof value !== 'object') return LOST;
  if (Array.isArray(value)) {
    const list = value.map((each) => plainOf(each, describe));
    return list.includes(LOST) ? LOST : list;
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? LOST : { $date: value.getTime() };
  const described = describe(value);
  if (described) return described;
  if (Object.getPrototypeOf(value) !== Object.prototype) return LOST;
  const entries = Object.entries(value).map(([key, each]) => [key, plainOf(each, describe)]);
  return entries.some(([, each]) => each === LOST) ? LOST : Object.fromEntries(entries);
}

/**
 * The value of such JSON.
 * @param makers `construct` makes an object of a class by its name and arguments, `play` a function by its description
 */
export function readPlain(text, { construct, play, DateClass = Date }) {
  const made = (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(made);
    if (typeof value.$date === 'number') return new DateClass(value.$date);
    if (typeof value.$value === 'string') return WORDS.get(value.$value);
    if (Array.isArray(value.$new)) return construct(value.$new[0], value.$new[1].map(made));
    if (value.$call) return play(value.$call);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, made(each)]));
  };
  return made(JSON.parse(text));
}

/** A module as `import` sees it: its names, and itself as `default`. */
export function withDefault(module) {
  if (module !== null && (typeof module === 'object' || typeof module === 'function')) {
    if (module.__esModule || module[Symbol.toStringTag] === 'Module') return module;
    return new Proxy(module, {
      get: (target, name) => (name === 'default' ? target : Reflect.get(target, name)),
      has: (target, name) => name === 'default' || name in target,
    });
  }
  return { default: module };
}
