// Runs in the sandbox. It takes orders from a socket and passes them to a thread; a thread that does not come back from
// a change is ended, and a new one continues behind that change.
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

/** How often the thread is looked at, in milliseconds. */
const LOOK_MS = 20;
/** How long a thread may take to begin, and at most without an end, on a machine that others use as well, in milliseconds. */
const LONGEST_MS = 20_000;
/** How much longer than the unchanged commit with the start of its thread a change may take, in milliseconds. */
const MORE_MS = 50;
/** A machine that others use as well gives a thread one part in so many of its time. */
const BUSY = 10;

const [socketPath] = process.argv.slice(2);
const socket = connect(socketPath);
const OUTCOMES = ['passes', 'better', 'same', 'breaks', 'hangs', 'unsound'];
/** A thread's stack, in MiB: that of Node, and the one of its main thread, on which calls that do not end fill less memory. */
const STACK_MB = { usual: 4, small: 1 };
/** The most changes of one order. */
const MOST = 1_024;
/** The index of the change that the thread works on, and how many it began. */
const at = new Int32Array(new SharedArrayBuffer(8));
/** Of each change its outcome, how many tests it fixes, and how far they come. */
const results = new Int32Array(new SharedArrayBuffer(12 * MOST));
let worker = null;
let bundle = null;
let order = null;
let stackSizeMb = STACK_MB.usual;
/** What the unchanged commit took, with the start of its thread and all that is loaded once. */
let baseMs = Number.POSITIVE_INFINITY;

const answer = (message) => socket.write(`${JSON.stringify(message)}\n`);

function start() {
  worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { at, results },
    resourceLimits: { maxOldGenerationSizeMb: 384, stackSizeMb },
    stdout: true,
    stderr: true,
  });
  worker.on('message', finish);
  const lost = () => order && goOn('unsound');
  worker.on('error', lost);
  if (bundle) worker.postMessage({ kind: 'load', bundle });
}

function finish(message) {
  const { id, kind, since } = order;
  const count = order.message.changes?.length ?? 0;
  order = null;
  if (kind === 'base' && bundle) {
    const { tests, failing, most } = message;
    const passing = tests.filter(({ ok }) => ok).map(({ name }) => name);
    const progress = tests.map(({ name, progress }) => [name, progress]);
    // A thread in the place of a lost one starts with it.
    bundle.known = { failing, passing, progress, most };
    baseMs = passed(since).cpu;
  }
  answer(kind === 'run' ? { id, results: resultsOf(count) } : { id, ...message });
}

function resultsOf(count) {
  return Array.from({ length: count }, (_, index) => {
    const [outcome, fixed, progress] = results.subarray(3 * index, 3 * index + 3);
    return { outcome: OUTCOMES[outcome], fixed, progress };
  });
}

/** Ends the thread, notes how the change ended that it was at, and continues with the next one. */
function goOn(outcome) {
  const current = order;
  worker.removeAllListeners();
  worker.terminate();
  if (current.kind === 'base' && outcome === 'unsound' && stackSizeMb !== STACK_MB.small) {
    stackSizeMb = STACK_MB.small;
    start();
    send();
    return;
  }
  if (current.kind !== 'run') {
    start();
    order = null;
    answer({ id: current.id, lost: true });
    return;
  }
  results.set([OUTCOMES.indexOf(outcome), 0, 0], 3 * at[0]);
  current.from = at[0] + 1;
  start();
  send();
}

function send() {
  at[0] = order.from;
  order.begun = Atomics.load(at, 1);
  order.hasBegun = false;
  order.since = now();
  worker.postMessage({ ...order.message, from: order.from });
}

const now = () => ({ wall: performance.now(), cpu: process.cpuUsage() });

/** How long the thread works on what it is at, in milliseconds of its own and in all. */
function passed(since) {
  const { user, system } = process.cpuUsage(since.cpu);
  return { cpu: (user + system) / 1_000, wall: performance.now() - since.wall };
}

setInterval(() => {
  if (!order) return;
  const begun = Atomics.load(at, 1);
  if (begun !== order.begun) {
    Object.assign(order, { begun, hasBegun: true, since: now() });
    return;
  }
  const { cpu, wall } = passed(order.since);
  const { kind, mostMs: ms } = order.message;
  const mostMs = kind === 'run' ? Math.min(ms, baseMs + MORE_MS) : ms;
  const isOver = wall > LONGEST_MS || (order.hasBegun && (cpu > mostMs || wall > BUSY * mostMs));
  if (isOver) goOn('hangs');
}, LOOK_MS);

let pending = '';
socket.setEncoding('utf8');
socket.on('data', (chunk) => {
  pending += chunk;
  const lines = pending.split('\n');
  pending = lines.pop();
  for (const line of lines) {
    const message = JSON.parse(line);
    if (message.kind === 'load') bundle = message.bundle;
    order = { id: message.id, kind: message.kind, message, from: 0 };
    if (message.kind === 'load') {
      start();
      order = null;
      answer({ id: message.id });
    } else {
      send();
    }
  }
});
socket.on('close', () => process.exit(0));
