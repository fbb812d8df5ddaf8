// Preloaded before the code under proof. Takes the functions of the platform first, and reports over a socket what that
// code does with them: addresses dialled, names looked up, files, processes, threads, listeners, timers left.
// It only adds to what the witnesses outside see: what it reports can be wrong about code that goes around it.
// Plain JavaScript without dependencies: it runs where nothing is installed.
'use strict';
const net = require('node:net');
const workerThreads = require('node:worker_threads');
const { syncBuiltinESMExports } = require('node:module');
const { startClock } = require('./clock.cjs');
const { disguise } = require('./disguise.cjs');
const { watchFiles } = require('./files.cjs');
const { watchNetwork } = require('./network.cjs');
const { acceptSignatures } = require('./signatures.cjs');
const { watchRealms } = require('./realms.cjs');
const { watchSystem } = require('./system.cjs');
const { watchTimers } = require('./timers.cjs');
const { createWatch } = require('./watch.cjs');

const { env } = process;
const socketPath = env.NODE_REPORT_SOCKET;
const main = process.argv[1] ?? '';
const folder = env.NODE_REPORT_FOLDER ?? '';
/** The launcher is Suture's own; a package manager only starts the service, with the same environment. */
const isLauncher = main.endsWith('/launcher.mjs') && !main.startsWith(`${folder}/`);
const isService = main.startsWith(`${folder}/`) && !main.startsWith(`${folder}/node_modules/`);
if (socketPath && !isLauncher && workerThreads.isMainThread) observe();

function observe() {
  const variables = variablesByPort();
  const startsAt = Number(env.NODE_CLOCK_START);
  if (isService) disguise(__dirname);
  // Before the program keeps functions of its clock.
  const setClock = startsAt ? startClock() : null;
  setClock?.(startsAt);
  const { connect, write } = net.Socket.prototype;
  const { parse, stringify } = JSON;
  const { apply } = Reflect;
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
      answer(asked.slice(0, end));
      asked = asked.slice(end + 1);
    }
  });
  send({ service: isService });

  const watch = createWatch(report);
  watchNetwork(watch, report, { socketPath, variables });
  watchFiles(watch, report, folder);
  watchRealms(watch, report, folder);
  watchSystem(watch, report);
  const accept = acceptSignatures();
  const timers = watchTimers(watch, report, { folder, own: __dirname, most: MOST });
  for (const event of ['unhandledRejection', 'uncaughtException']) {
    // An own handler of the service would keep the process alive.
    watch(process, 'emit', ([name, reason]) => {
      if (name === event) report(`${event} ${String(reason?.message ?? reason).slice(0, 200)}`);
    });
  }
  syncBuiltinESMExports();

  function answer(question) {
    if (question === 'stop') kill(pid, 'SIGTERM');
    if (question.startsWith('accept ')) accept(parse(question.slice(7)));
    if (question === 'hurry') timers.hurry();
    if (question.startsWith('clock ')) setClock?.(Number(question.slice(6)));
    // What a rejected promise leads to has happened by then.
    if (question === 'look')
      immediate(() => immediate(() => send({ left: timers.left(), listeners: listeners() })));
  }
  function send(message) {
    apply(write, channel, [`${stringify(message)}\n`]);
  }
  function report(what) {
    if (reported.has(what) || reported.size > MOST) return;
    reported.add(what);
    send({ did: reported.size > MOST ? 'more than can be listed' : what });
  }
  function listeners() {
    return process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
  }
}

/** Ports of the sandbox by the variable that names them. */
function variablesByPort() {
  const known = new Map(
    Object.entries(env).flatMap(([name, value]) => {
      const port = /^https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)/.exec(value ?? '')?.[1];
      return port ? [[port, name]] : [];
    }),
  );
  if (env.PORT) known.set(env.PORT, 'PORT');
  return known;
}
