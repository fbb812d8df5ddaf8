// Values that pass between modules, and out of the sandbox.

/**
 * JSON of a value, with dates as `{"$date":0}` and objects of known classes as `{"$new":["Name",[…]]}`.
 * @param makerOf the name of the class of an object and its arguments, or null
 * @returns null where a part of the value cannot be made again from that
 */
export function writePlain(value, makerOf = () => null) {
  const plain = plainOf(value, makerOf);
  return plain === undefined ? null : JSON.stringify(plain);
}

function plainOf(value, makerOf) {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : undefined;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    const list = value.map((each) => plainOf(each, makerOf));
    return list.includes(undefined) ? undefined : list;
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : { $date: value.getTime() };
  const maker = makerOf(value);
  if (maker) return { $new: maker };
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  const entries = Object.entries(value).map(([key, each]) => [key, plainOf(each, makerOf)]);
  return entries.some(([, each]) => each === undefined) ? undefined : Object.fromEntries(entries);
}

/** The value of such JSON. @param construct makes an object of a class by its name and arguments */
export function readPlain(text, construct, DateClass = Date) {
  const made = (value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(made);
    if (typeof value.$date === 'number') return new DateClass(value.$date);
    if (Array.isArray(value.$new)) return construct(value.$new[0], value.$new[1].map(made));
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
