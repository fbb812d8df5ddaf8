// What JavaScript itself brings, as it was before a change wrote over it: the next change runs in the same thread.

const HOLDERS = [
  globalThis,
  ...[Object, Function, Array, String, Number, Boolean, Symbol, BigInt, Date, RegExp, Promise, Error],
  ...[Map, Set, WeakMap, WeakSet, Math, JSON, Reflect, Intl, URL, URLSearchParams],
];
const PROTOTYPES = HOLDERS.flatMap((one) => (typeof one === 'function' ? [one.prototype] : []));

let kept = [];
let names = new Set();

/** Takes down how all is now. */
export function keepIntrinsics() {
  kept = [...HOLDERS, ...PROTOTYPES].flatMap((holder) =>
    Reflect.ownKeys(holder).flatMap((key) => {
      const property = Object.getOwnPropertyDescriptor(holder, key);
      // What cannot be written stays; what is read through a function is made when it is asked for.
      return property.writable ? [{ holder, key, value: property.value, property }] : [];
    }),
  );
  names = new Set(Object.keys(globalThis));
}

/** Puts back what was written over since, and removes the names that became global. */
export function putBackIntrinsics() {
  if (kept.length === 0) return;
  for (const { holder, key, value, property } of kept)
    if (holder[key] !== value) Object.defineProperty(holder, key, property);
  const now = Object.keys(globalThis);
  if (now.length > names.size) for (const name of now) if (!names.has(name)) delete globalThis[name];
}
