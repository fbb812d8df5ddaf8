// Preloaded before the code under proof. Takes the functions of the platform first, and reports over a socket what that
// code does with them: addresses dialled, names looked up, files, processes, threads, listeners, timers left.
// It only adds to what the witnesses outside see: what it reports can be wrong about code that goes around it.
// Plain JavaScript without dependencies: it runs where nothing is installed.
'use strict';
const { join, dirname } = require('node:path');
const { fileURLToPath, URL } = require('node:url');
const net = require('node:net');
const dns = require('node:dns');
const dgram = require('node:dgram');
const fs = require('node:fs');
const timers = require('node:timers');
const timersPromises = require('node:timers/promises');
const childProcess = require('node:child_process');
const workerThreads = require('node:worker_threads');
const { SourceMap, syncBuiltinESMExports } = require('node:module');
const { performance } = require('node:perf_hooks');

const { env } = process;
const socketPath = env.NODE_REPORT_SOCKET;
const main = process.argv[1] ?? '';
const folder = env.NODE_REPORT_FOLDER ?? '';
/** The launcher is Suture's own; a package manager only starts the service, with the same environment. */
const isLauncher = main.endsWith('/launcher.mjs') && !main.startsWith(`${folder}/`);
const isService = main.startsWith(`${folder}/`) && !main.startsWith(`${folder}/node_modules/`);
if (socketPath && !isLauncher && workerThreads.isMainThread) observe();

function observe() {
  const known = new Map(
    Object.entries(env).flatMap(([name, value]) => {
      const port = /^https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(value ?? '')?.[1];
      return port ? [[port, name]] : [];
    }),
  );
  if (env.PORT) known.set(env.PORT, 'PORT');
  if (isService) hide();
  const { connect, write } = net.Socket.prototype;
  const { parse, stringify } = JSON;
  const { apply, construct } = Reflect;
  const kill = process.kill.bind(process);
  const { pid } = process;
  const immediate = setImmediate;
  /** The most that is reported; more is a finding of its own. */
  const MOST = 2_000;
  const reported = new Set();
  const channel = new net.Socket();
  apply(connect, channel, [{ path: socketPath }]);
  channel.unref();
  channel.on('error', () => {});
  let asked = '';
  channel.on('data', (chunk) => {
    asked += chunk;
    for (let end = asked.indexOf('\n'); end >= 0; end = asked.indexOf('\n')) {
      const question = asked.slice(0, end);
      asked = asked.slice(end + 1);
      if (question === 'stop') kill(pid, 'SIGTERM');
      // What a rejected promise leads to has happened by then.
      if (question === 'look')
        immediate(() => immediate(() => send({ left: leftTimers(), listeners: listeners() })));
    }
  });
  send({ service: isService });

  function send(message) {
    apply(write, channel, [`${stringify(message)}\n`]);
  }
  function report(what) {
    if (reported.has(what) || reported.size > MOST) return;
    reported.add(what);
    send({ did: reported.size > MOST ? 'more than can be listed' : what });
  }
  /** Puts a function in another's place that looks the same, also as a text, and looks at each call before it is made. */
  function watch(holder, name, look, after) {
    const original = holder?.[name];
    if (typeof original !== 'function') return;
    const seen = (list) => {
      try {
        look(list);
      } catch {
        report(`${name} with what cannot be read`);
      }
    };
    holder[name] = new Proxy(original, {
      apply(target, self, list) {
        seen(list);
        const result = apply(target, self, list);
        after?.(result, list);
        return result;
      },
      construct(target, list, made) {
        seen(list);
        return construct(target, list, made);
      },
    });
  }

  watch(net.Socket.prototype, 'connect', (list) => {
    const [first, second] = Array.isArray(list[0]) ? list[0] : list;
    const given =
      typeof first === 'object' && first !== null
        ? first
        : Number.isNaN(Number(first))
          ? { path: first }
          : { port: first, host: second };
    const { path, port, host = 'localhost' } = given;
    if (path) return void (dirname(String(path)) !== dirname(socketPath) && report(`dial ${path}`));
    const own = /^(?:localhost|127\.0\.0\.1|::1)$/.test(host) && known.get(String(port));
    report(own ? `dial ${own}` : `dial ${host}:${port}`);
  });
  for (const holder of [dns, dns.promises]) {
    for (const name of Object.keys(holder)) {
      if (/^(?:lookup|resolve|reverse)/.test(name)) watch(holder, name, ([host]) => report(`name ${host}`));
    }
  }
  watch(dgram.Socket.prototype, 'send', (list) =>
    report(
      `dial udp ${list
        .filter((one) => typeof one === 'string' || typeof one === 'number')
        .slice(-2)
        .join(':')}`,
    ),
  );
  watch(dgram.Socket.prototype, 'connect', ([port, host]) => report(`dial udp ${host}:${port}`));
  watch(net.Server.prototype, 'listen', ([first]) => {
    const port = String(first?.port ?? first?.path ?? first);
    report(`listen ${known.get(port) ?? port}`);
  });
  watch(dgram.Socket.prototype, 'bind', () => report('listen udp'));
  watch(childProcess.ChildProcess.prototype, 'spawn', ([options]) => report(`process ${options?.file}`));
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    watch(childProcess, name, ([file]) => report(`process ${String(file).split(' ')[0]}`));
  }
  watch(workerThreads, 'Worker', ([file]) => report(`thread ${String(file).replace(`${folder}/`, '')}`));
  const open = new Set();
  /** Read once: the map of a bundle takes long. */
  const maps = new Map();
  watchFiles();
  watchTimers();
  for (const event of ['unhandledRejection', 'uncaughtException']) {
    // An own handler of the service would keep the process alive.
    watch(process, 'emit', ([name, reason]) => {
      if (name === event) report(`${event} ${String(reason?.message ?? reason).slice(0, 200)}`);
    });
  }
  syncBuiltinESMExports();

  function watchFiles() {
    const look =
      (name) =>
      ([path]) => {
        if (typeof path === 'number' || path === undefined || typeof path.fd === 'number') return;
        const file = path instanceof URL ? fileURLToPath(path) : String(path);
        const writes =
          /^(?:append|chmod|chown|copy|cp|link|lchown|lutimes|mkdir|rename|rm|symlink|truncate|unlink|utimes|write|createWrite)/.test(
            name,
          );
        const full = file.startsWith('/') ? file : join(process.cwd(), file);
        // Modules are loaded by the same functions.
        const hidden = /\/\.[^/]+$/.test(full);
        if (!writes && !hidden && full.startsWith(`${folder}/`)) return;
        if (
          !writes &&
          (/\/node_modules\//.test(full) ||
            /\.(?:[cm]?[jt]sx?|json|node|map)$/.test(full) ||
            folder.startsWith(full))
        )
          return;
        report(`${writes ? 'write' : 'read'} ${full.replace(`${folder}/`, '')}`);
      };
    const names =
      /^(?:access|append|chmod|chown|copy|cp|link|lchown|lutimes|mkdir|open|read(?!v|$|Sync$)|rename|rm|symlink|truncate|unlink|utimes|watch|write(?!v|$|Sync$|vSync)|create(?:Read|Write)Stream|opendir)/;
    for (const holder of [fs, fs.promises]) {
      for (const name of Object.keys(holder)) if (names.test(name)) watch(holder, name, look(name));
    }
  }

  /** Timers that were set and have neither fired nor been cleared. */
  function watchTimers() {
    const note =
      (kind) =>
      (timer, [, ms]) => {
        if (typeof timer !== 'object' || timer === null || open.size > MOST) return;
        if (open.size % 200 === 199) for (const one of open) if (isOver(one.timer)) open.delete(one);
        const place = { stackTraceLimit: Error.stackTraceLimit, prepare: Error.prepareStackTrace };
        Error.stackTraceLimit = 12;
        Error.prepareStackTrace = (_, sites) =>
          sites.map((site) => [
            site.getFileName(),
            site.getLineNumber(),
            site.getColumnNumber(),
            site.getFunctionName(),
            site.isEval(),
          ]);
        const { stack } = new Error();
        Error.stackTraceLimit = place.stackTraceLimit;
        Error.prepareStackTrace = place.prepare;
        open.add({ timer, kind, ms: kind === 'setImmediate' ? 0 : Number(ms) || 1, stack });
      };
    for (const holder of [globalThis, timers]) {
      for (const name of ['setTimeout', 'setInterval', 'setImmediate'])
        watch(holder, name, () => {}, note(name));
    }
    // These answer promises; what waits for them is not seen, so each is reported.
    for (const name of ['setTimeout', 'setInterval']) {
      watch(timersPromises, name, ([ms]) => Number(ms) > 60_000 && report(`pause ${Number(ms)}`));
    }
  }
  function isOver(timer) {
    return timer._destroyed === true;
  }
  function leftTimers() {
    return [...open]
      .filter(({ timer }) => !isOver(timer))
      .flatMap(({ kind, ms, stack }) => {
        const place = placeOf(Array.isArray(stack) ? stack : []);
        return place ? [{ kind, ms, place }] : [];
      });
  }
  /** The innermost place that is neither the platform's nor a package's; null where a package set the timer. */
  function placeOf(stack) {
    let computed = false;
    for (const [file, line, column, name, isEval] of stack) {
      computed ||= isEval;
      if (!file || file === __filename || file.startsWith('node:')) continue;
      const path = file.startsWith('file:') ? fileURLToPath(file) : file;
      const source = sourceOf(path, line, column) ?? path;
      if (source.includes('node_modules/')) return null;
      return `${name ?? 'a function'} in ${source.replace(`${folder}/`, '')}`;
    }
    return computed ? 'a computed function' : null;
  }
  function sourceOf(path, line, column) {
    if (!maps.has(path)) maps.set(path, mapOf(path));
    try {
      const { originalSource } = maps.get(path).findEntry(line - 1, column - 1);
      return originalSource ? join(dirname(path), originalSource) : null;
    } catch {
      return null;
    }
  }
  function mapOf(path) {
    try {
      return new SourceMap(parse(fs.readFileSync(`${path}.map`, 'utf8')));
    } catch {
      return null;
    }
  }
  function listeners() {
    return process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
  }
}

/** What a service could know a proof by. */
function hide() {
  delete env.NODE_REPORT_SOCKET;
  delete env.NODE_REPORT_FOLDER;
  const options = (env.NODE_OPTIONS ?? '')
    .replace(/--max-old-space-size=\d+ ?/, '')
    .replace(/--require "[^"]*observer\.cjs" ?/, '')
    .trim();
  if (options) env.NODE_OPTIONS = options;
  else delete env.NODE_OPTIONS;
  delete require.cache[__filename];
  // A release runs for hours or days; a proof's processes are seconds old.
  const offset = 3_600_000 + Math.random() * 36 * 3_600_000;
  const { uptime } = process;
  process.uptime = new Proxy(uptime, {
    apply: (target) => Reflect.apply(target, process, []) + offset / 1_000,
  });
  const { now } = performance;
  performance.now = new Proxy(now, { apply: (target) => Reflect.apply(target, performance, []) + offset });
  const { timeOrigin } = performance;
  Object.defineProperty(performance, 'timeOrigin', {
    value: timeOrigin - offset,
    configurable: true,
    enumerable: true,
  });
}
