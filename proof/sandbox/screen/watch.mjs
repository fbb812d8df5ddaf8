// Notes the calls that tests make of what a module exports: of functions, of classes, and of what these return.
import { writePlain } from './values.mjs';

/** Calls that are kept, and the longest list of arguments, in characters. */
const CALLS = 2_000;
const LONGEST = 4_000;
/** Calls of one object that are kept. */
const STEPS = 60;

/**
 * @param recorded where calls are noted; `recorded.touched` holds those that were continued since it was emptied, and
 *   `recorded.hasFunctions` says whether a call was given functions
 * @param callbacks where functions are noted that tests pass; without it, calls with such are left out
 * @returns what stands in the place of an exported value
 */
export function createWatch(recorded, callbacks) {
  /** What stands for a value, so that a name has the same value whenever it is read. */
  const stands = new Map();
  /** The call that made an object, whose methods are noted behind it. */
  const makers = new WeakMap();
  const patched = new WeakSet();
  recorded.touched = new Set();

  function note(path, name, args, isNew) {
    if (recorded.length >= CALLS) return null;
    const text = written(args);
    if (text === null) return null;
    const call = { path, name, args: text, failing: false, ...(isNew && { isNew }) };
    recorded.push(call);
    return call;
  }

  /** The JSON of arguments; null where one of them cannot be made again. */
  function written(args) {
    try {
      const text = writePlain(args, (value) => {
        if (typeof value === 'function') return functionOf(value);
        const call = makers.get(value);
        return call?.isNew && call.steps.length === 0 ? { $new: [call.name, JSON.parse(call.args)] } : null;
      });
      return text !== null && text.length < LONGEST ? text : null;
    } catch {
      return null;
    }
  }

  function functionOf(value) {
    recorded.hasFunctions = true;
    return callbacks && !isClass(value) ? { $call: callbacks.standFor(value).number } : null;
  }

  /** Arguments in which what is noted stands for each function; objects and lists stay what they are. */
  function withStands(args, call, depth = 0) {
    if (!callbacks || !call || depth > 3) return args;
    for (const [key, value] of Object.entries(args)) {
      if (typeof value === 'function' && !isClass(value)) {
        const noted = callbacks.standFor(value);
        noted.owner ??= call;
        if (Object.getOwnPropertyDescriptor(args, key)?.writable) args[key] = noted.stand;
      } else if (Array.isArray(value) || isPlain(value)) withStands(value, call, depth + 1);
    }
    return args;
  }

  /** Notes a call of an object behind the call that made it. */
  function step(call, method, args) {
    if (!call || call.isClosed) return;
    const text = written(args);
    // What comes behind a call that cannot be made again cannot be repeated either.
    if (text === null || call.steps.length >= STEPS) call.isClosed = true;
    else {
      call.steps.push([method, JSON.parse(text)]);
      recorded.touched.add(call);
    }
  }

  /** Runs a method; what it calls itself is no step. */
  function outermost(call, run) {
    if (!call) return run();
    call.isBusy = true;
    const end = () => {
      call.isBusy = false;
    };
    let value;
    try {
      value = run();
    } catch (error) {
      end();
      throw error;
    }
    if (typeof value?.then === 'function') value.then(end, end);
    else end();
    return value;
  }

  function noted(method, original, callOf) {
    return function (...args) {
      const call = callOf(this);
      if (!call || call.isBusy) return Reflect.apply(original, this, args);
      step(call, method, args);
      return outermost(call, () => Reflect.apply(original, this, withStands(args, call)));
    };
  }

  /** Watches what a call returned: a function, or an object that has methods. */
  function follow(value, call) {
    if (!call) return value;
    if (typeof value === 'function') {
      call.steps = [];
      return new Proxy(value, {
        apply(target, self, args) {
          step(call, '', args);
          return Reflect.apply(target, self, withStands(args, call));
        },
      });
    }
    if (typeof value !== 'object' || value === null || makers.has(value)) return value;
    const methods = Object.entries(value).filter(([, member]) => typeof member === 'function');
    if (methods.length === 0 && !isMade(Object.getPrototypeOf(value))) return value;
    call.steps = [];
    makers.set(value, call);
    patchAll(Object.getPrototypeOf(value));
    if (!Object.isFrozen(value))
      for (const [name, method] of methods) value[name] = noted(name, method, () => call);
    return value;
  }

  /** The methods of a class of the service, and of those that it extends. */
  function patchAll(prototype) {
    for (let at = prototype; isMade(at) && !patched.has(at); at = Object.getPrototypeOf(at)) {
      patched.add(at);
      for (const [name, { value, writable }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        if (name === 'constructor' || typeof value !== 'function' || !writable) continue;
        Object.defineProperty(at, name, { value: noted(name, value, (self) => makers.get(self)) });
      }
    }
  }

  function watched(value, path, name) {
    if (typeof value !== 'function') return value;
    const known = stands.get(value);
    if (known) return known;
    const stand = new Proxy(value, {
      apply(target, self, args) {
        const call = note(path, name, args, false);
        return follow(Reflect.apply(target, self, withStands(args, call)), call);
      },
      construct(target, args, made) {
        if (made !== stand) return Reflect.construct(target, args, made);
        const call = note(path, name, args, true);
        const value = Reflect.construct(target, withStands(args, call), target);
        follow(value, call);
        return value;
      },
      get(target, key) {
        const member = Reflect.get(target, key);
        if (typeof key !== 'string' || !isStatic(target, key, member)) return member;
        return (...args) => {
          const call = note(path, `${name}.${key}`, args, false);
          return follow(Reflect.apply(member, target, withStands(args, call)), call);
        };
      },
    });
    stands.set(value, stand);
    return stand;
  }
  return watched;
}

/** Whether a member is a static method of a class. */
function isStatic(target, key, member) {
  return isClass(target) && typeof member === 'function' && Object.hasOwn(target, key) && !isClass(member);
}

function isPlain(value) {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isClass(value) {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Whether a prototype is that of a class or a function of the service. */
function isMade(prototype) {
  const maker = prototype && Object.hasOwn(prototype, 'constructor') ? prototype.constructor : null;
  if (typeof maker !== 'function') return false;
  return !/\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(maker));
}
