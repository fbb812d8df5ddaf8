'use strict';
const childProcess = require('node:child_process');
const inspector = require('node:inspector');
const v8 = require('node:v8');
const vm = require('node:vm');
const workerThreads = require('node:worker_threads');

/** Reports programs, threads and realms that are started, signals, debuggers and flags of the engine, and ways around the functions that are watched. */
exports.watchRealms = function watchRealms(watch, report, folder) {
  makeOwnRealm();
  const shown = (file) => String(file).replace(`${folder}/`, '').slice(0, 200);
  watch(childProcess.ChildProcess.prototype, 'spawn', ([options]) => report(`process ${options?.file}`));
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    watch(childProcess, name, ([file]) => report(`process ${String(file).split(' ')[0]}`));
  }
  watch(workerThreads, 'Worker', ([file]) => report(`thread ${shown(file)}`));
  for (const name of [
    'Script',
    'SourceTextModule',
    'compileFunction',
    'createContext',
    'runInContext',
    'runInNewContext',
    'runInThisContext',
  ]) {
    watch(vm, name, () => report(`realm vm.${name}`));
  }
  watch(process, 'kill', ([, signal = 'SIGTERM']) => report(`signal ${String(signal)}`));
  watch(process, 'abort', () => report('signal SIGABRT'));
  for (const name of ['open', 'Session']) watch(inspector, name, () => report(`debugger inspector.${name}`));
  for (const name of [
    'setFlagsFromString',
    'writeHeapSnapshot',
    'getHeapSnapshot',
    'setHeapSnapshotNearHeapLimit',
  ]) {
    watch(v8, name, () => report(`debugger v8.${name}`));
  }
  // What these return has none of the functions that are watched.
  for (const name of ['binding', '_linkedBinding']) {
    watch(process, name, ([wanted]) => report(`binding ${String(wanted)}`));
  }
  watch(process, 'dlopen', ([, file]) => report(`addon ${shown(file)}`));
};

/** Node makes a realm of its own once, for its errors, when the first reader of a stream is released: such as one of an answer that nobody reads. */
function makeOwnRealm() {
  const reader = new ReadableStream().getReader();
  reader.closed.catch(() => {});
  reader.releaseLock();
}
