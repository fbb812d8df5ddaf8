// Starts a program inside the sandbox and joins it to the sockets that lead out of it. Trusted, and so small:
// TCP on the sandbox's loopback -> Unix sockets of the upstream witnesses, and from the door outside -> the program.
// The door is dialled from here, so that nothing inside needs a place outside that it may write.
// Plain JavaScript without dependencies: it runs where nothing is installed.
// node launcher.mjs '{"command":[…],"forward":{"VARIABLE":"/socket"},"door":"/socket"|null}'
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

/** Connections that wait at the door for the next requests. */
const WAITING = 8;
/** Between two tries to reach a program that does not listen yet, in milliseconds. */
const AGAIN_MS = 5;

const spec = JSON.parse(process.argv[2]);
let running = true;

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

/** Waits at the door; the first byte of a request makes it a connection to the program, and another one waits. */
function wait(port) {
  const outside = connect({ path: spec.door });
  const fail = () => outside.destroy();
  outside.on('error', fail);
  outside.once('data', (first) => {
    outside.pause();
    wait(port);
    reach(port, outside, first);
  });
}

function reach(port, outside, first) {
  const inside = connect({ host: '127.0.0.1', port });
  inside.once('connect', () => {
    inside.removeAllListeners('error');
    inside.write(first);
    join(outside, inside);
  });
  inside.once('error', () => {
    if (running && !outside.destroyed) setTimeout(reach, AGAIN_MS, port, outside, first);
    else outside.destroy();
  });
}

const environment = { ...process.env };
for (const [variable, socket] of Object.entries(spec.forward)) {
  const server = createServer((from) => join(from, connect({ path: socket })));
  environment[variable] = `http://127.0.0.1:${await listen(server)}`;
}
if (spec.door) {
  const port = await freePort();
  environment.HOST = '127.0.0.1';
  environment.PORT = String(port);
  for (let count = 0; count < WAITING; count += 1) wait(port);
}

const [file, ...args] = spec.command;
const child = spawn(file, args, { env: environment, stdio: 'inherit' });
child.once('error', (error) => {
  running = false;
  console.error(error.message);
  process.exit(127);
});
child.once('exit', (code, signal) => {
  running = false;
  process.exit(code ?? (signal ? 128 : 1));
});
