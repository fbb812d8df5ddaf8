import type { Attempt } from './attempt.ts';

const read = (path: string) => `return fs.readFileSync(${path}, 'latin1').length > 0;`;
const opens = (path: string) => `fs.closeSync(fs.openSync(${path}, 'r+')); return true;`;
const writes = (path: string) => `fs.writeFileSync(${path}, 'x'); return true;`;

/** Asks only: the weak sandbox would let it write to the machine of the test. */
const mayWrite = (folder: string) => `fs.accessSync('${folder}', fs.constants.W_OK); return true;`;

/** Files of the machine, of other proofs, and of the commit itself. */
export const FILES: Attempt[] = [
  {
    name: 'reads /etc/shadow',
    reason: 'passwords of the machine',
    code: read("'/etc/shadow'"),
    weak: 'root',
  },
  {
    name: 'lists the home folder',
    reason: 'keys and tokens of who runs Suture',
    code: 'return fs.readdirSync(here.home).length > 0;',
    // Whether an ordinary user may list it depends on its mode.
    weak: 'any',
  },
  {
    name: 'reads a file of the state folder',
    reason: 'secrets of the control plane',
    code: read('here.secret'),
    weak: 'any',
  },
  {
    name: "reads the worker's environment",
    reason: 'its tokens are variables',
    code: read("'/proc/' + here.worker + '/environ'"),
    weak: 'any',
  },
  {
    name: "opens the worker's memory",
    reason: 'its tokens are in it',
    code: opens("'/proc/' + here.worker + '/mem'"),
    weak: 'any',
  },
  {
    name: "lists the worker's open files",
    reason: 'sockets and files that it may use',
    code: "return fs.readdirSync('/proc/' + here.worker + '/fd').length > 0;",
    weak: 'any',
  },
  {
    name: "goes through the worker's root",
    reason: 'a way around the mounts',
    code: read("'/proc/' + here.worker + '/root' + here.secret"),
    weak: 'any',
  },
  {
    name: "goes through the worker's folder",
    reason: 'a way around the mounts',
    code: "return fs.readdirSync('/proc/' + here.worker + '/cwd/').length > 0;",
    weak: 'any',
  },
  {
    name: 'goes through the root of process 1',
    reason: 'a way around the mounts',
    code: read("'/proc/1/root' + here.secret"),
    weak: 'root',
  },
  {
    name: "reads another proof's files",
    reason: 'code of another service',
    code: read("here.other + '/kept.txt'"),
    weak: 'any',
  },
  {
    name: "changes the commit's files",
    reason: 'the proof would be of another commit',
    code: writes("here.folder + '/kept.txt'"),
    weak: 'any',
  },
  {
    name: 'adds a file to the worktree',
    reason: 'a later step would read it',
    code: writes("here.folder + '/added.js'"),
    weak: 'any',
  },
  {
    name: 'writes the configuration of git',
    reason: 'git outside would run its commands',
    code: writes("here.folder + '/.git/config'"),
    weak: 'any',
  },
  {
    name: 'writes a hook of git',
    reason: 'git outside would run it',
    code: writes("here.folder + '/.git/hooks/post-checkout'"),
    weak: 'any',
  },
  {
    name: 'changes the scripts of package.json',
    reason: 'npm outside would run them',
    code: writes("here.folder + '/package.json'"),
    weak: 'any',
  },
  {
    name: 'writes .npmrc',
    reason: 'npm would ask another registry',
    code: writes("here.folder + '/.npmrc'"),
    weak: 'any',
  },
  {
    name: 'changes an installed package',
    reason: 'all later proofs and releases load it',
    code: writes("here.packages + '/one/index.js'"),
    weak: 'any',
  },
  {
    name: 'adds a package',
    reason: 'all later proofs and releases find it',
    code: "fs.mkdirSync(here.packages + '/evil'); return true;",
    weak: 'any',
  },
  {
    name: 'replaces the link to the packages',
    reason: 'the next step would load others',
    code: "fs.unlinkSync(here.folder + '/node_modules'); return true;",
    weak: 'any',
  },
  {
    name: 'puts a link in the place of its output folder',
    reason: 'what is copied would come from elsewhere',
    code: "fs.rmdirSync(here.output + '/empty'); fs.renameSync(here.output, here.output + '2'); fs.symlinkSync('/etc', here.output); return true;",
    weak: 'any',
  },
  {
    name: 'links a secret into its output',
    reason: 'what is copied would hold it',
    code: "fs.linkSync(here.secret, here.output + '/hard'); return true;",
    weak: 'any',
  },
  {
    name: 'writes a program of the system',
    reason: 'others run it',
    code: mayWrite('/usr/local/bin'),
    weak: 'root',
  },
  {
    name: 'writes the list of preloaded libraries',
    reason: 'every program of the machine loads them',
    code: mayWrite('/etc'),
    weak: 'root',
  },
  {
    name: 'writes into the home folder',
    reason: 'the next shell would run it',
    code: 'fs.accessSync(here.home, fs.constants.W_OK); return true;',
    weak: 'root',
  },
  {
    name: 'writes into the root folder',
    reason: 'memory that nobody counts',
    code: mayWrite('/'),
    weak: 'root',
  },
  {
    name: 'writes into /dev',
    reason: 'memory that nobody counts',
    code: mayWrite('/dev'),
    weak: 'root',
  },
  {
    name: 'finds sockets in /run',
    reason: 'Docker, D-Bus and others listen there',
    code: "return fs.readdirSync('/run').length > 0;",
    weak: 'any',
  },
  {
    name: "lists the machine's /var",
    reason: 'logs, mail, databases',
    code: "return fs.readdirSync('/var').length > 0;",
    weak: 'any',
  },
  {
    name: 'lists sysfs',
    reason: 'devices and settings of the kernel',
    code: "return fs.readdirSync('/sys').length > 0;",
    weak: 'any',
  },
  {
    name: 'sees /tmp of the machine',
    reason: 'files and sockets of others',
    code: 'return fs.readdirSync("/tmp").includes(here.socket.split("/")[2]);',
    weak: 'any',
  },
  {
    name: 'opens a disk',
    reason: 'all files of the machine',
    code: "const disk = ['vda', 'sda', 'nvme0n1', 'xvda'].map((name) => '/dev/' + name).find((path) => fs.existsSync(path)); fs.closeSync(fs.openSync(disk, 'r')); return true;",
    weak: 'machine',
  },
  {
    name: 'opens the memory of the machine',
    reason: 'all secrets of the machine',
    code: "fs.closeSync(fs.openSync('/dev/mem', 'r')); return true;",
    weak: 'machine',
  },
  {
    name: 'opens the log of the kernel',
    reason: 'addresses in the kernel',
    code: "fs.closeSync(fs.openSync('/dev/kmsg', 'r')); return true;",
    weak: 'machine',
  },
];
