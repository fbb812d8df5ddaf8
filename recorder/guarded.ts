/** What goes wrong in here must not reach the service. */
export function guarded(work: () => void): void {
  try {
    work();
  } catch {
    // A recording that is lost is better than a request that fails.
  }
}

/** The same for work that every request does: `guarded` makes a function each time. */
export function guardedWith<Given extends unknown[]>(
  work: (...given: Given) => void,
): (...given: Given) => void {
  return (...given) => {
    try {
      work(...given);
    } catch {
      // As above.
    }
  };
}

type Anything = (this: unknown, ...given: unknown[]) => unknown;

/** The mark of functions that are wrapped already: a module may be loaded twice. */
const WRAPPED = Symbol.for('suture-recorder.wrapped');

/** Puts a function around a method, once. What other tools put around it before or after stays. */
export function wrap(target: unknown, name: string, around: (original: Anything) => Anything): void {
  const methods = target as Record<string, Anything & { [WRAPPED]?: boolean }>;
  const original = methods?.[name];
  if (typeof original !== 'function' || Object.hasOwn(original, WRAPPED)) return;
  const wrapped = around(original) as Anything & { [WRAPPED]?: boolean };
  // Some tools look at what they wrap, and so do programs.
  Object.defineProperties(wrapped, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
    [WRAPPED]: { value: true },
  });
  Object.defineProperty(target as object, name, {
    value: wrapped,
    writable: true,
    configurable: true,
    enumerable: Object.getOwnPropertyDescriptor(target as object, name)?.enumerable ?? false,
  });
}
