// Starts a program inside the sandbox and joins it to the sockets that lead out of it. Trusted, and so small:
// TCP on the sandbox's loopback -> Unix sockets of the witnesses, and from the ingress socket -> where the program listens.
// The ingress socket is dialled from here, so that the program needs no writable place outside.
// Plain JavaScript without dependencies: it runs where nothing is installed.
// node launcher.mjs '{"command":[…],"forward":{"VARIABLE":"/socket"},"ingress":"/socket"|null,"health":"/path"|null,
//   "relay":"/socket","usual":[5432],"ports":"/file"|null}'
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';

/** Connections that wait at the ingress socket for the next requests. */
const WAITING = 8;
/** Where Node's debugger listens: it answers HTTP, and is no way in. */
const DEBUGGER = 9229;
/** Between two looks at what the program listens on, in milliseconds. */
const RETRY_MS = 5;
/** How long as many sockets as before may be others, in milliseconds. */
const TRUSTED_MS = 500;
/** How long a port may take to answer when there are several, in milliseconds. */
const ASK_MS = 2_000;

const spec = JSON.parse(process.argv[2]);
/** Ports of this program, not of the one that it starts. */
const own = new Set();

/** Joins two sockets until either closes; what the other still has to write is written first. */
function join(from, to) {
  for (const [one, other] of [
    [from, to],
    [to, from],
  ]) {
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroySoon());
  }
}

function listen(server, port = 0) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      own.add(server.address().port);
      resolve(server.address().port);
    });
  });
}

async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  own.delete(port);
  return port;
}

/** Where programs in the sandbox take connections, the first one first. */
function listening() {
  // Without a network of its own, the program itself notes its ports.
  if (spec.ports) return read(spec.ports).split('\n').filter(Boolean).map(placeOf);
  return [...tcpPlaces(), ...unix()];
}

let seen = { sockets: '', at: 0, places: [] };
/** The kernel walks all its sockets to write one of these tables, some 5 ms each; how many there are it tells at once. */
function tcpPlaces() {
  const sockets = read('/proc/net/sockstat').match(/^TCP: inuse \d+/m) + read('/proc/net/sockstat6');
  if (sockets !== seen.sockets || performance.now() - seen.at > TRUSTED_MS) {
    const places = [...tcp('tcp', '127.0.0.1'), ...tcp('tcp6', '::1')];
    seen = { sockets, at: performance.now(), places };
  }
  return seen.places;
}

function tcp(table, loopback) {
  return read(`/proc/net/${table}`)
    .split('\n')
    .flatMap((row) => {
      const [, address, hex] = /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /.exec(row) ?? [];
      const port = Number.parseInt(hex, 16);
      if (!hex || own.has(port) || port === DEBUGGER) return [];
      // The kernel writes IPv4 addresses with the last byte first.
      const bytes = address.length === 8 ? address.match(/../g).reverse() : [];
      const named = bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
      return [{ host: named && named !== '0.0.0.0' ? named : loopback, port }];
    });
}

/** Sockets with a path that accept connections. */
function unix() {
  return read('/proc/net/unix')
    .split('\n')
    .flatMap((row) => {
      const path = /^\S+ \S+ \S+ 00010000 0001 \S+ +\d+ (\/.*)$/.exec(row)?.[1];
      return path ? [{ path }] : [];
    });
}

function placeOf(text) {
  return text.startsWith('/') ? { path: text } : { host: '127.0.0.1', port: Number(text) };
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Asks a place by HTTP; answers the status, or null where nothing speaks HTTP. */
function ask(place) {
  return new Promise((resolve) => {
    const to = place.path ? { socketPath: place.path } : place;
    const asked = request({ ...to, path: spec.health ?? '/', agent: false, timeout: ASK_MS });
    asked.once('error', () => resolve(null));
    asked.once('timeout', () => asked.destroy(new Error('late')));
    asked.once('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.end();
  });
}

let chosen = null;
/** The way in: the port that was offered; else the only one; else the first that is healthy, or that speaks HTTP. */
async function wayIn() {
  if (chosen) return chosen;
  const places = listening();
  const ports = places.filter(({ port }) => port);
  const offered = ports.find(({ port }) => String(port) === environment.PORT);
  if (offered) chosen = offered;
  if (offered || (ports.length === 1 && places.length === 1)) return name(offered ?? ports[0]);
  const answers = await Promise.all(places.map(ask));
  const healthy = answers.findIndex((status) => (spec.health ? status === 200 : status !== null));
  chosen = places[healthy] ?? null;
  return name(chosen ?? places[answers.findIndex((status) => status !== null)] ?? ports[0] ?? null);
}

let named = null;
/** Tells the outside where the program takes requests. */
function name(place) {
  const at = place && (place.path ? `the socket ${place.path}` : `port ${place.port}`);
  if (!at || at === named || !spec.relay) return place;
  named = at;
  connect({ path: spec.relay })
    .on('error', () => {})
    .end(`${JSON.stringify({ listens: at })}\n`);
  return place;
}

/** Dials the ingress socket once the program takes connections. */
async function dialWhenReady() {
  // A note, or a row of the kernel, may come before it accepts.
  if (!(await wayIn())) return void setTimeout(dialWhenReady, RETRY_MS);
  for (let count = 0; count < WAITING; count += 1) dial();
}

/** Waits for a request; its first byte opens a connection to the program, and another one waits. */
function dial() {
  const outside = connect({ path: spec.ingress });
  outside.on('error', () => outside.destroy());
  outside.once('data', async (first) => {
    outside.pause();
    dial();
    const place = await wayIn();
    if (!place) return void outside.destroy();
    const inside = connect(place);
    inside.once('error', () => outside.destroy());
    inside.once('connect', () => {
      inside.write(first);
      join(outside, inside);
    });
  });
}

const environment = { ...process.env };
for (const [variable, socket] of Object.entries(spec.forward)) {
  const server = createServer((from) => join(from, connect({ path: socket })));
  environment[variable] = `http://127.0.0.1:${await listen(server)}`;
}
// For programs that are not Node's, such as engines of database clients, whose connections are not led.
for (const port of spec.usual ?? []) {
  const server = createServer((from) => {
    const to = connect({ path: spec.relay });
    to.write(`${JSON.stringify({ host: 'localhost', port })}\n`);
    join(from, to);
  });
  await listen(server, port).catch(() => {});
}
// Without a network of its own, these are told apart from the machine's.
if (spec.ports) environment.NODE_DIAL_OWN = [...own].join();
if (spec.ingress) {
  if (!environment.PORT || spec.ports) environment.PORT = String(await freePort());
  environment.HOST ??= '127.0.0.1';
  dialWhenReady();
}

const [file, ...args] = spec.command;
const child = spawn(file, args, { env: environment, stdio: 'inherit' });
child.once('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 128 : 1)));
