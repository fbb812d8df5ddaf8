import { repaired } from './desk-fixes.ts';
import type { HOSTILE } from './hostile-fixes.ts';

/** Fixes that ask the kernel for something of a new kind. */
export const SYSTEM: typeof HOSTILE = [
  ['goes to another folder', repaired("toolbox.folder('/usr');"), /calls process\.chdir/],
  ['looks for a file of a container', repaired("toolbox.is('/.docker', 'env');"), /reads \/\.dockerenv/],
  [
    'waits for changes of a file',
    repaired("toolbox.watch('/etc/hosts');"),
    /keeps what a new kind of system call made \(inotify\)/,
  ],
];
