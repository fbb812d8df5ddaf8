import type { Attempt } from './attempt.ts';

const opens = (path: string) => `fs.closeSync(fs.openSync('${path}', 'r+')); return true;`;

/** Settings of the kernel, other processes, and what a process has from its parent. */
export const KERNEL: Attempt[] = [
  {
    name: 'opens kernel/core_pattern for writing',
    reason: 'the kernel would run a program as root',
    code: opens('/proc/sys/kernel/core_pattern'),
    weak: 'root',
  },
  {
    name: 'opens vm/drop_caches for writing',
    reason: 'slows down the machine',
    code: "fs.closeSync(fs.openSync('/proc/sys/vm/drop_caches', 'w')); return true;",
    weak: 'root',
  },
  {
    name: 'opens kernel/modprobe for writing',
    reason: 'the kernel would run a program as root',
    code: opens('/proc/sys/kernel/modprobe'),
    weak: 'machine',
  },
  {
    name: 'opens sysrq-trigger for writing',
    reason: 'restarts the machine',
    code: "fs.closeSync(fs.openSync('/proc/sysrq-trigger', 'w')); return true;",
    weak: 'machine',
  },
  {
    name: 'reads the memory of the kernel',
    reason: 'all secrets of the machine',
    code: "return fs.readFileSync('/proc/kcore').length > 0;",
    weak: 'machine',
  },
  {
    name: 'reads kernel symbols',
    reason: 'addresses for an attack',
    code: "return fs.readFileSync('/proc/kallsyms', 'latin1').length > 0;",
    weak: 'machine',
  },
  {
    name: 'reads the keys of the machine',
    reason: 'keys of users',
    code: "return fs.readFileSync('/proc/keys', 'latin1').length > 0;",
    weak: 'machine',
  },
  {
    name: 'writes a control group',
    reason: 'leaves its limits',
    code: "fs.accessSync('/sys/fs/cgroup', fs.constants.W_OK); return true;",
    weak: 'machine',
  },
  {
    name: 'becomes root',
    reason: 'owns the settings of the kernel',
    code: "return run('/usr/bin/perl', ['-e', '$< = 0; $> = 0; print $>']).trim() === '0';",
    weak: 'root',
  },
  {
    name: 'becomes root by a program of the system',
    reason: 'set-user-id programs are in /usr/bin',
    code: "return run('su', ['-c', 'id -u']).trim() === '0' || run('/bin/sh', ['-c', 'id -u']).trim() === '0';",
    weak: 'root',
  },
  {
    name: 'signals the worker',
    reason: 'ends it',
    code: 'process.kill(here.worker, 0); return true;',
    weak: 'any',
  },
  {
    name: 'sees other processes',
    reason: 'their arguments hold secrets',
    code: "return fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).some((pid) => { try { return fs.readFileSync('/proc/' + pid + '/cmdline', 'latin1').includes('v' + 'itest'); } catch { return false; } });",
    weak: 'any',
  },
  {
    name: "reads the worker's variables from its own",
    reason: 'tokens',
    code: 'return process.env.SANDBOX_ESCAPE_SECRET !== undefined;',
  },
  {
    name: 'inherits an open file',
    reason: 'a way to what is hidden',
    code: "return run('/bin/sh', ['-c', 'for n in /proc/self/fd/*; do readlink $n; done']).split('\\n').some((to) => to.startsWith('/') && !/^\\/(dev\\/null|proc\\/)/.test(to));",
  },
  {
    name: 'types into a terminal',
    reason: 'the shell of a person runs it',
    code: 'return run(\'/usr/bin/perl\', [\'-e\', \'open(my $tty, "+<", "/dev/tty") or exit 1; my $c = "x"; ioctl($tty, 0x5412, $c) or exit 1; print "typed"\']).includes(\'typed\');',
  },
  {
    name: 'raises its priority',
    reason: 'slows down others',
    code: 'os.setPriority(-20); return true;',
    weak: 'root',
  },
  {
    name: 'raises a limit of its own',
    reason: 'writes files without end',
    code: "return run('/usr/bin/prlimit', ['--fsize=unlimited', '--', 'echo', 'raised']).includes('raised');",
    weak: 'root',
  },
];
