// Preloaded before the code under proof. Leads each TCP connection of a Node program to the relay outside, which learns the
// host and port that were dialled from the first line; names get addresses without a name server. So a service finds its
// database, its cache and its upstreams under any name of a variable.
// Plain JavaScript without dependencies: it runs where nothing is installed.
'use strict';
const net = require('node:net');
const { env, hrtime } = process;
const relay = env.NODE_DIAL_SOCKET;
const main = process.argv[1] ?? '';
const folder = env.NODE_REPORT_FOLDER ?? process.cwd();
/** The launcher is Suture's own. */
const isLauncher = main.endsWith('/launcher.mjs') && !main.startsWith(`${folder}/`);
/** These only start the service, and ask for their own updates. */
const isManager = /\/(?:npm|npx|pnpm|pnpx|yarn|corepack)(?:-cli)?(?:\.[cm]?js)?$/.test(main);
if (relay && !isLauncher && !isManager) lead();

function lead() {
  const tls = require('node:tls');
  const dns = require('node:dns');
  const fs = require('node:fs');
  const childProcess = require('node:child_process');
  const { syncBuiltinESMExports } = require('node:module');
  const { apply } = Reflect;
  const { connect: dial, write } = net.Socket.prototype;
  const { readFileSync, appendFileSync } = fs;
  const { NODE_OPTIONS: options, NODE_DIAL_PORTS: ports, NODE_DIAL_OWN: others, PORT: offered } = env;
  const own = new Set((others ?? '').split(',').map(Number));
  const led = new WeakSet();
  const names = new Map();
  let authority = null;
  let looked = { second: 0, tables: '' };

  /** Puts a function in another's place that looks the same, also as a text. */
  function replace(holder, name, by) {
    const original = holder?.[name];
    if (typeof original !== 'function') return;
    holder[name] = new Proxy(original, { apply: (_, self, list) => by(original, self, list) });
  }

  replace(net.Socket.prototype, 'connect', (original, self, list) => {
    const [given, done] = Array.isArray(list[0]) ? list[0] : net._normalizeArgs(list);
    const to = destination(given);
    if (!to) return apply(original, self, list);
    led.add(self);
    apply(dial, self, [{ path: relay }, ...(done ? [done] : [])]);
    apply(write, self, [`${JSON.stringify(to)}\n`]);
    const peer = { remoteAddress: addressOf(to.host), remotePort: to.port, remoteFamily: 'IPv4' };
    for (const [name, value] of Object.entries(peer)) {
      Object.defineProperty(self, name, { value, configurable: true });
    }
    return self;
  });

  /** The host and port of a connection that leaves; null for one that stays inside. */
  function destination({ path, port, host }) {
    if (path)
      return /\/\.s\.PGSQL\.\d+$/.test(path) && !path.startsWith(inside())
        ? { host: 'localhost', port: 5432 }
        : null;
    const number = Number(port);
    if (!Number.isInteger(number)) return null;
    const to = host || 'localhost';
    if (isLoopback(to) && listens(number)) return null;
    return { host: names.get(to) ?? to, port: number };
  }
  /** The folder of the sockets that lead to the witnesses. */
  function inside() {
    return relay.slice(0, relay.lastIndexOf('/') + 1);
  }
  /** In the weak sandbox the machine's ports are in sight, and only the program's own count. */
  function listens(port) {
    if (ports) return own.has(port);
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const row = new RegExp(`^ *\\d+: [0-9A-F]+:${hex} \\S+ 0A `, 'm');
    // A look takes some 5 ms, since the kernel walks all its sockets. What listened a moment ago is not looked for again; what did not,
    // may listen by now.
    if (hrtime()[0] > looked.second || !row.test(looked.tables)) {
      looked = { second: hrtime()[0], tables: readProc('tcp') + readProc('tcp6') };
    }
    return row.test(looked.tables);
  }
  function readProc(table) {
    try {
      return readFileSync(`/proc/net/${table}`, 'latin1');
    } catch {
      return '';
    }
  }

  // Over a connection that is led, TLS is spoken with the relay, whose authority belongs to the sandbox.
  replace(tls, 'connect', (original, self, list) => {
    const [first, second, third] = list;
    const asObject = typeof first === 'object' && first !== null;
    const host = typeof second === 'string' ? second : undefined;
    const given = asObject
      ? first
      : { port: first, host, ...[second, third].find((one) => typeof one === 'object') };
    const done = list.find((one) => typeof one === 'function');
    if (!given.socket && (given.path || !destination(given))) return apply(original, self, list);
    const socket = given.socket ?? net.connect({ port: given.port, host: given.host ?? 'localhost' });
    if (!led.has(socket)) return apply(original, self, list);
    authority ??= readFileSync(`${inside()}ca.pem`, 'utf8');
    given.secureContext?.context.addCACert(authority);
    const made = apply(original, self, [{ ...given, socket, ca: authority }, ...(done ? [done] : [])]);
    if (given.timeout && !given.socket) made.setTimeout(given.timeout);
    return made;
  });

  function isLoopback(host) {
    return /^(?:localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::)$/.test(host);
  }
  /** Names get private addresses, the same in each process of a run. */
  function addressOf(host) {
    if (net.isIP(host)) return host;
    if (isLoopback(host)) return '127.0.0.1';
    let hash = 0x811c9dc5;
    for (const letter of host.toLowerCase()) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
    const address = `10.${(hash >>> 16) & 255}.${(hash >>> 8) & 255}.${hash & 254 || 2}`;
    names.set(address, host);
    return address;
  }
  function resolves(host) {
    return typeof host === 'string' && host !== '' && !net.isIP(host) && !isLoopback(host);
  }
  replace(dns, 'lookup', (original, self, list) => {
    const done = list.at(-1);
    if (!resolves(list[0]) || typeof done !== 'function') return apply(original, self, list);
    const address = addressOf(list[0]);
    process.nextTick(() => (list[1]?.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)));
    return {};
  });
  replace(dns.promises, 'lookup', async (original, self, list) => {
    if (!resolves(list[0])) return apply(original, self, list);
    const found = { address: addressOf(list[0]), family: 4 };
    return list[1]?.all ? [found] : found;
  });
  for (const holder of [dns, dns.Resolver.prototype]) {
    replace(holder, 'resolve4', (original, self, list) => {
      const done = list.at(-1);
      if (!resolves(list[0]) || typeof done !== 'function') return apply(original, self, list);
      process.nextTick(done, null, [addressOf(list[0])]);
    });
  }
  for (const holder of [dns.promises, dns.promises.Resolver.prototype]) {
    replace(holder, 'resolve4', async (original, self, list) =>
      resolves(list[0]) ? [addressOf(list[0])] : apply(original, self, list),
    );
  }

  // Without a network of its own, two proofs would want the same port: each takes a free one, and notes it.
  if (ports) {
    replace(net.Server.prototype, 'listen', (original, self, list) => {
      const [given, done] = net._normalizeArgs(list);
      const fixed = Number(given?.port) > 0 && String(given.port) !== offered;
      self.once('listening', () => {
        const { port } = self.address() ?? {};
        own.add(port);
        if (fixed) own.add(Number(given.port));
        appendFileSync(ports, `${port ?? self.address()}\n`);
      });
      if (!fixed) return apply(original, self, list);
      return apply(original, self, [{ ...given, port: 0, host: '127.0.0.1' }, ...(done ? [done] : [])]);
    });
  }

  const isService = main.startsWith(`${folder}/`) && !main.startsWith(`${folder}/node_modules/`);
  if (isService) hide();
  syncBuiltinESMExports();

  /** What a service could know a proof by. Programs in Node that it starts are led all the same. */
  function hide() {
    delete env.NODE_DIAL_SOCKET;
    delete env.NODE_DIAL_PORTS;
    delete env.NODE_DIAL_OWN;
    const left = (options ?? '').replace(/--require "[^"]*way-out\.cjs" ?/, '').trim();
    if (left) env.NODE_OPTIONS = left;
    else delete env.NODE_OPTIONS;
    delete require.cache[__filename];
    const given = [
      `NODE_DIAL_SOCKET=${relay}`,
      ...(ports ? [`NODE_DIAL_PORTS=${ports}`, `NODE_DIAL_OWN=${[...own].join()}`] : []),
      `NODE_OPTIONS=--require "${__filename}"`,
    ];
    replace(childProcess.ChildProcess.prototype, 'spawn', (original, self, list) => {
      const [started] = list;
      const isNode = started?.file === process.execPath || /(?:^|\/)node$/.test(started?.file ?? '');
      if (!isNode || !Array.isArray(started.envPairs)) return apply(original, self, list);
      const its = started.envPairs.find((pair) => pair.startsWith('NODE_OPTIONS='));
      const rest = started.envPairs.filter((pair) => pair !== its);
      const all = its ? given.with(-1, `${its} --require "${__filename}"`) : given;
      return apply(original, self, [{ ...started, envPairs: [...rest, ...all] }]);
    });
  }
}
