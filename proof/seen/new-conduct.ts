import type { Conduct } from '../../domain/ports/prover.ts';
import type { Power, PowerKind } from '../../domain/power.ts';
import { general } from './general.ts';

/** What leads a program's connections out reads these once it dials. */
const OF_THE_WAY_OUT = ['read /proc/net/tcp', 'read /proc/net/tcp6'];

/** Folders of a monorepo may have others, beside which a service may write. */
const OF_A_PACKAGE = /^node_modules\/(?!(?:.*\/)?\.\.\/).*\.node$/;

/** The powers that a candidate's processes show and the base's do not. */
export function newConductPowers(before: Conduct, after: Omit<Conduct, 'statements'>): Power[] {
  // Who asked an upstream has dialled it, also where a service that hung or ended did not come to report it.
  const dialled = before.requests.map((request) => `dial ${request.split(' ')[0]}`);
  const ofTheWayOut = dialled.length > 0 ? OF_THE_WAY_OUT : [];
  const known = new Set([...before.did, ...dialled, ...ofTheWayOut].map(general));
  return [
    ...after.did.filter((one) => !known.has(general(one))).map(powerOf),
    ...(before.looked ? [...newTimers(before, after), ...newListeners(before, after)] : []),
    ...newRequests(before, after),
    ...newProcesses(before, after),
    ...newFiles(before, after),
    ...newSockets(before, after),
  ];
}

function power(kind: PowerKind, what: string, refused = false): Power {
  return { kind, what, where: null, refused, seen: 'sandbox' };
}

function powerOf(did: string): Power {
  const [verb = '', ...rest] = did.split(' ');
  const what = rest.join(' ');
  if (verb === 'dial')
    return power('host', what === 'PORT' ? 'sends requests to itself' : `connects to ${what}`);
  if (verb === 'name') return power('host', `looks up the name ${what}`);
  if (verb === 'listen') return power('listener', `listens on ${what}`);
  if (verb === 'read') return power('file', `reads ${what}`);
  if (verb === 'write') return power('file', `writes ${what}`);
  if (verb === 'pause') return power('timer', `waits for ${what} ms`);
  if (verb === 'process') return power('process', `starts the program ${what}`, true);
  if (verb === 'thread') return power('process', `starts a thread (${what})`, true);
  if (verb === 'signal') return power('process', `sends a signal (${what})`, true);
  if (verb === 'debugger') return power('dynamic_code', `reaches the engine by ${what}`, true);
  if (verb === 'realm') return power('dynamic_code', `runs code in a realm of its own (${what})`, true);
  // A package of the lockfile loads its own once it is used, which no fix can write to.
  if (verb === 'addon' && OF_A_PACKAGE.test(what)) return power('builtin', `loads a native addon (${what})`);
  if (verb === 'hold') return power('system_call', `keeps what a new kind of system call made (${what})`);
  if (verb === 'system') return power('system_call', `calls ${what}`);
  if (verb === 'map') return power('dynamic_code', `runs the code of the file ${what}`, true);
  if (verb === 'binding' || verb === 'addon')
    return power('builtin', `reaches what Node is made of (${verb} ${what})`, true);
  if (verb === 'unhandledRejection') {
    return power('unawaited', `leaves a rejected promise that nobody handles (${what})`, true);
  }
  if (verb === 'uncaughtException')
    return power('unawaited', `throws an error that nobody catches (${what})`, true);
  return power('system_call', `does ${did}`);
}

function newTimers(before: Conduct, after: Pick<Conduct, 'timers'>): Power[] {
  const known = new Set(before.timers.map(general));
  const left = after.timers.filter((timer) => !known.has(general(timer)));
  return left.map((timer) => power('timer', `leaves a timer after its answer (${timer})`));
}

function newListeners(before: Conduct, after: Pick<Conduct, 'listeners'>): Power[] {
  return Object.entries(after.listeners)
    .filter(([name, count]) => count > (before.listeners[name] ?? 0))
    .map(([name]) => power('listener', `listens for ${name} of the process`));
}

/** A request of another path may be the correction of one that failed, so it is named and not refused. */
function newRequests(before: Conduct, after: Pick<Conduct, 'requests'>): Power[] {
  const known = new Set(before.requests.map(general));
  const requests = after.requests.filter((request) => !known.has(general(request)));
  return requests.map((request) =>
    power('host', `sends ${request.split(' ').slice(1).join(' ')} to ${request.split(' ')[0]}`),
  );
}

function newProcesses(before: Conduct, after: Pick<Conduct, 'processes'>): Power[] {
  const known = [...before.processes];
  const added = after.processes.filter((name) => {
    const index = known.indexOf(name);
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
  return [...new Set(added)].map((name) =>
    power('process', `runs the program ${name} beside the service`, true),
  );
}

function newFiles(before: Conduct, after: Pick<Conduct, 'files'>): Power[] {
  const known = new Set(before.files.map(general));
  const files = after.files.filter((file) => !known.has(general(file)));
  return files.map((file) => power('file', `leaves the file ${file}`));
}

function newSockets(before: Conduct, after: Pick<Conduct, 'listening'>): Power[] {
  const more = before.listening !== null && after.listening !== null && after.listening > before.listening;
  return more ? [power('listener', 'takes connections on a further port')] : [];
}
