// Starts a program inside the sandbox and joins it to the sockets that lead out of it. Trusted, and so small:
// TCP on the sandbox's loopback -> Unix sockets of the upstream witnesses, and from the ingress socket -> the program.
// The ingress socket is dialled from here, so that the program needs no writable place outside.
// Plain JavaScript without dependencies: it runs where nothing is installed.
// node launcher.mjs '{"command":[…],"forward":{"VARIABLE":"/socket"},"ingress":"/socket"|null}'
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

/** Connections that wait at the ingress socket for the next requests. */
const WAITING = 8;
/** Between two tries to reach a program that does not listen yet, in milliseconds. */
const RETRY_MS = 5;

const spec = JSON.parse(process.argv[2]);

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

function listen(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => resolve(server.address().port));
  });
}

async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Dials the ingress socket once the program takes connections. */
function dialWhenReady(port) {
  const inside = connect({ host: '127.0.0.1', port });
  inside.once('error', () => setTimeout(dialWhenReady, RETRY_MS, port));
  inside.once('connect', () => {
    inside.destroy();
    for (let count = 0; count < WAITING; count += 1) dial(port);
  });
}

/** Waits for a request; its first byte opens a connection to the program, and another one waits. */
function dial(port) {
  const outside = connect({ path: spec.ingress });
  outside.on('error', () => outside.destroy());
  outside.once('data', (first) => {
    outside.pause();
    dial(port);
    const inside = connect({ host: '127.0.0.1', port });
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
if (spec.ingress) {
  const port = await freePort();
  environment.HOST = '127.0.0.1';
  environment.PORT = String(port);
  dialWhenReady(port);
}

const [file, ...args] = spec.command;
const child = spawn(file, args, { env: environment, stdio: 'inherit' });
child.once('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 128 : 1)));
