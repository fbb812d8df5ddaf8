// Modules of the service, made anew for each run; packages and Node's own are loaded once.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { assertionModule } from './assertions.mjs';
import { withDefault } from './values.mjs';
import { createWatch } from './watch.mjs';

const NAMES = [
  ...['require', 'module', 'exports', '__filename', '__dirname'],
  ...['__import', '__exports', '__star', '__dynamic', '__meta', '__c'],
  ...['__steps', 'process', 'console', 'Date'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['describe', 'suite', 'it', 'test', 'specify', 'context', 'expect', 'before', 'after', 'beforeEach'],
  ...['afterEach', 'beforeAll', 'afterAll', 'setup', 'teardown', 'jest', 'vi'],
];
/** The first names are a module's own. */
const OWN = 11;
const silent = Object.fromEntries(
  [
    'log',
    'info',
    'warn',
    'error',
    'debug',
    'trace',
    'table',
    'time',
    'timeEnd',
    'group',
    'groupEnd',
    'assert',
    'dir',
  ].map((name) => [name, () => {}]),
);
const compiled = new Map();
const outside = new Map();
/** The text that was compiled last: a change is compiled to see whether it is sound, then run. */
const last = { key: '', run: null };

function compile(path, code, isModule) {
  const key = `${path}\0${code}`;
  const known = compiled.get(key) ?? (last.key === key ? last.run : null);
  if (known) return known;
  const isAsync = /^\/\*waits\*\//.test(code);
  const strict = isModule ? '"use strict";' : '';
  const text = isAsync ? `${strict}return (async()=>{${code}\n})()` : `${strict}{${code}\n}`;
  last.run = compileFunction(text, NAMES, { filename: path });
  last.key = key;
  return last.run;
}

/** Ends a program that calls `process.exit`. */
export class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`);
    this.exitCode = code;
  }
}

/**
 * The modules of a bundle. `begin` forgets what was loaded, so that each run has a state of its own.
 * @param recorded list of calls of exported functions, for the run on the unchanged commit
 * @param counts counters of statements by module, for the same
 * @param callbacks where functions are noted that tests pass, for the same
 */
export function createModules({ bundle, clock, runner, steps, recorded, counts, callbacks }) {
  let loaded = new Map();
  let changed = {};
  let environment = null;
  const program = Object.create(process, {
    exit: { value: (code) => end(code ?? program.exitCode ?? 0) },
    exitCode: { value: undefined, writable: true },
    on: { value: () => program },
    once: { value: () => program },
    env: { get: () => (environment ??= { ...process.env }) },
    argv: { get: () => [process.execPath, join(bundle.root, runner.entry ?? bundle.entries[0] ?? '')] },
    stdout: { value: { write: () => true, isTTY: false } },
    stderr: { value: { write: () => true, isTTY: false } },
    nextTick: { value: (run, ...args) => queueMicrotask(() => run(...args)) },
  });
  runner.program = program;
  const watched = recorded ? createWatch(recorded, callbacks) : null;
  const assertions = new Map();
  const places = new Map();
  const common = {
    ...{ __steps: steps, process: program, console: silent, Date: bundle.virtualDate ? clock.Date : Date },
    ...clock.globals,
    ...runner.globals,
  };
  const commonValues = NAMES.slice(OWN).map((name) => common[name]);
  function end(code) {
    throw new Exit(Number(code));
  }
  function placeOf(path) {
    if (!places.has(path)) {
      const file = join(bundle.root, path);
      places.set(path, { file, folder: join(file, '..'), url: pathToFileURL(file).href });
    }
    return places.get(path);
  }

  function outsideModule(specifier, from) {
    const name = specifier.replace(/^node:/, '');
    const own = runner.modules[name] ?? (name === 'timers/promises' ? clock.promises : null);
    if (own) return own;
    if (name === 'assert' || name === 'assert/strict') {
      if (!assertions.has(name)) assertions.set(name, assertionModule(name, runner));
      return assertions.get(name);
    }
    if (name === 'process') return program;
    const key = `${from}\0${specifier}`;
    if (!outside.has(key)) outside.set(key, createRequire(join(bundle.root, from))(specifier));
    return outside.get(key);
  }

  /** As `import` sees it: names, and `default`. */
  function imported(specifier, from) {
    const path = bundle.modules[from].deps[specifier];
    if (path) {
      const record = start(path);
      if (record.failed) throw record.failed;
      return record.isModule ? record.exports : withDefault(record.module.exports);
    }
    return withDefault(outsideModule(specifier, from));
  }

  function start(path) {
    const known = loaded.get(path);
    if (known) return known;
    const { isModule, deps, waits, covered = 0 } = bundle.modules[path];
    const code = changed[path] ?? (counts && bundle.modules[path].counting) ?? bundle.modules[path].code;
    const place = placeOf(path);
    const record = { isModule, exports: {}, module: { exports: {} }, loading: null, failed: null };
    loaded.set(path, record);
    if (counts && covered) counts.set(path, counts.get(path) ?? new Int32Array(covered));
    const require = (specifier) => {
      const to = deps[specifier];
      if (!to) return outsideModule(specifier, path);
      const other = start(to);
      return other.isModule ? other.exports : other.module.exports;
    };
    require.main = runner.entry === path ? record.module : undefined;
    record.module.filename = place.file;
    const isWatched = recorded && bundle.targets.includes(path);
    const addExports = (getters) => {
      for (const name of Object.keys(getters)) {
        const get = getters[name];
        Object.defineProperty(record.exports, name, {
          get: isWatched ? () => watched(get(), path, name) : get,
          enumerable: true,
          configurable: true,
        });
      }
    };
    const addAll = (from) => {
      for (const name of Object.keys(from))
        if (name !== 'default' && !(name in record.exports))
          Object.defineProperty(record.exports, name, { get: () => from[name], enumerable: true });
    };
    const load = async (specifier) => {
      const to = deps[specifier];
      if (!to && !/^[\w@]/.test(specifier)) throw new Error(`cannot load ${specifier}`);
      const found = imported(specifier, path);
      await loaded.get(to)?.loading;
      return found;
    };
    const meta = { url: place.url, filename: place.file, dirname: place.folder };
    const own = [
      ...[require, record.module, record.module.exports, place.file, place.folder],
      ...[(specifier) => imported(specifier, path), addExports, addAll, load, meta, counts?.get(path)],
    ];
    const run = compile(path, (waits ? '/*waits*/' : '') + code, isModule);
    if (!(path in changed)) compiled.set(`${path}\0${(waits ? '/*waits*/' : '') + code}`, run);
    try {
      record.loading = run(...own, ...commonValues) ?? null;
    } catch (error) {
      record.failed = error;
      throw error;
    }
    if (isWatched && !isModule) record.module.exports = watchedExports(record.module.exports, path);
    return record;
  }

  function watchedExports(exports, path) {
    if (typeof exports === 'function') return watched(exports, path, 'default');
    for (const [name, value] of Object.entries(exports ?? {}))
      if (typeof value === 'function') exports[name] = watched(value, path, name);
    return exports;
  }

  return {
    begin(next) {
      loaded = new Map();
      changed = next;
      environment = null;
      program.exitCode = undefined;
    },
    load: (path) => start(path).loading,
    exported(path, name) {
      const record = loaded.get(path);
      const [first, method] = name.split('.');
      const whole = !record.isModule && first === 'default';
      const value = whole
        ? record.module.exports
        : (record.isModule ? record.exports : record.module.exports)[first];
      return method === undefined ? value : value[method].bind(value);
    },
    /** Whether a changed text is no program. */
    unsound(path) {
      try {
        compile(path, changed[path], bundle.modules[path].isModule);
        return false;
      } catch {
        return true;
      }
    },
  };
}
