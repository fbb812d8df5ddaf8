// Values that pass between modules, and out of the sandbox.

/** Whether JSON keeps a value as it is. */
export function isPlain(value) {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return value.every(isPlain);
  return (
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.values(value).every(isPlain)
  );
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
