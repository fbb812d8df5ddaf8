'use strict';
const Module = require('node:module');
const os = require('node:os');

/** Functions behind which is a system call of their own, by what holds them. */
const CALLS = [
  [
    'process',
    process,
    [
      'chdir',
      'umask',
      'setuid',
      'setgid',
      'seteuid',
      'setegid',
      'setgroups',
      'initgroups',
      'execve',
      'loadEnvFile',
    ],
  ],
  ['process.report', process.report, ['writeReport']],
  ['os', os, ['setPriority']],
  ['module', Module, ['enableCompileCache']],
];

/** Reports calls that change what the kernel keeps of a process, or that reach files around `node:fs`. */
exports.watchSystem = function watchSystem(watch, report) {
  for (const [holder, object, names] of CALLS) {
    for (const name of names) {
      // `umask()` only asks.
      watch(object, name, (list) =>
        name === 'umask' && list.length === 0 ? null : report(`system ${holder}.${name}`),
      );
    }
  }
};
