import type { Attempt } from './attempt.ts';

/** Asks for a namespace of users; 0x20000 for one of mounts. With 0x200 beside it the kernel refuses what it would allow. */
const NEW_USER = '0x10000000';

/** System calls that lead further into the kernel than a service has to. */
export const CALLS: Attempt[] = [
  {
    name: 'makes a key',
    reason: 'keyrings belong to no namespace',
    call: { numbers: [248, 217], arguments: '"", "", 0, 0, 0' },
    weak: 'any',
  },
  {
    name: 'asks for a key',
    reason: 'the kernel would run a program as root',
    call: { numbers: [249, 218], arguments: '"", "", 0, 0' },
    weak: 'any',
  },
  {
    name: 'reads its keyring',
    reason: 'keyrings belong to no namespace',
    call: { numbers: [250, 219], arguments: '0, -3, 0, 0, 0' },
    weak: 'any',
  },
  {
    name: 'loads a program into the kernel',
    reason: 'bpf',
    call: { numbers: [321, 280], arguments: '-1, 0, 0' },
    weak: 'any',
  },
  {
    name: 'counts events of the processor',
    reason: 'reads along with others',
    call: { numbers: [298, 241], arguments: '0, 0, -1, -1, 0' },
    weak: 'any',
  },
  {
    name: 'handles page faults',
    reason: 'helps to win races in the kernel',
    call: { numbers: [323, 282], arguments: '0x1000' },
    weak: 'any',
  },
  {
    name: 'opens a ring of io_uring',
    reason: 'calls that no filter sees',
    call: { numbers: [425, 425], arguments: '1, 0' },
    weak: 'any',
  },
  {
    name: 'traces its parent',
    reason: 'would act as the launcher',
    call: { numbers: [101, 117], arguments: '0x4206, getppid(), 0, 0' },
    weak: 'any',
  },
  {
    name: 'reads the memory of another process',
    reason: "the launcher's",
    call: { numbers: [310, 270], arguments: 'getppid(), 0, 0, 0, 0, 0' },
    weak: 'any',
  },
  {
    name: 'takes a file of another process',
    reason: "the launcher's sockets",
    call: { numbers: [438, 438], arguments: '-1, 0, 0' },
    weak: 'any',
  },
  {
    name: 'mounts a file system',
    reason: 'covers what others read',
    call: { numbers: [165, 40], arguments: '"none", "/usr", "nonexistent", 0, 0' },
    weak: 'root',
  },
  {
    name: 'removes a mount',
    reason: 'uncovers what is hidden',
    call: { numbers: [166, 39], arguments: '"/usr/lib", 0' },
    weak: 'root',
  },
  {
    name: 'mounts by the new calls',
    reason: 'covers what others read',
    call: { numbers: [430, 430], arguments: '0, 0' },
    weak: 'root',
  },
  {
    name: 'copies a tree of mounts',
    reason: 'uncovers what is hidden',
    call: { numbers: [428, 428], arguments: '-1, "/nonexistent", 1' },
    weak: 'root',
  },
  {
    name: 'changes the root folder',
    reason: 'leaves its own',
    call: { numbers: [155, 41], arguments: '"/nonexistent", "/nonexistent"' },
    weak: 'root',
  },
  {
    name: 'opens a second root folder',
    reason: 'the classic way out of chroot',
    call: { numbers: [161, 51], arguments: '"/nonexistent"' },
    weak: 'any',
  },
  {
    name: 'makes a namespace of users',
    reason: 'is root in it, with all calls of root',
    call: { numbers: [272, 97], arguments: NEW_USER },
    weak: 'machine',
  },
  {
    name: 'makes a namespace of mounts',
    reason: 'mounts what it likes',
    call: { numbers: [272, 97], arguments: '0x20000' },
    weak: 'root',
  },
  {
    name: 'starts a process in new namespaces',
    reason: 'as above, by another call',
    call: { numbers: [56, 220], arguments: `${NEW_USER} | 0x200, 0, 0, 0, 0` },
    weak: 'any',
  },
  {
    name: 'starts a process by clone3',
    reason: 'its flags cannot be looked at',
    call: { numbers: [435, 435], arguments: '0, 0' },
    weak: 'any',
  },
  {
    name: "enters another's namespace",
    reason: 'leaves its own',
    call: { numbers: [308, 268], arguments: '-1, 0' },
    weak: 'any',
  },
  {
    name: "reads the kernel's messages",
    reason: 'addresses in the kernel',
    call: { numbers: [103, 116], arguments: '10, 0, 0' },
    weak: 'root',
  },
  {
    name: 'loads a module',
    reason: 'is the kernel',
    call: { numbers: [313, 273], arguments: '-1, "", 0' },
    weak: 'root',
  },
  {
    name: 'loads another kernel',
    reason: 'is the kernel',
    call: { numbers: [246, 104], arguments: '0, 0, 0, -1' },
    weak: 'root',
  },
  {
    name: 'restarts the machine',
    reason: 'ends everything',
    call: { numbers: [169, 142], arguments: '0, 0, 0, 0' },
    weak: 'root',
  },
  {
    name: 'renames the machine',
    reason: 'others trust its name',
    call: { numbers: [170, 161], arguments: '"", -1' },
    weak: 'root',
  },
  {
    name: 'sets the clock',
    reason: 'certificates and tokens trust it',
    call: { numbers: [227, 112], arguments: '0, 0' },
    weak: 'any',
  },
  {
    name: 'opens a file by its handle',
    reason: 'the classic way out of a container',
    call: { numbers: [304, 265], arguments: '-1, 0, 0' },
    weak: 'any',
  },
  {
    name: 'asks for the handle of a file',
    reason: 'as above',
    call: { numbers: [303, 264], arguments: '-1, "/nonexistent", 0, 0, 0' },
    weak: 'any',
  },
  {
    name: 'watches all files',
    reason: 'reads what others open',
    call: { numbers: [300, 262], arguments: '0, 0' },
    weak: 'root',
  },
  {
    name: 'swaps to a file',
    reason: 'memory of others is in it',
    call: { numbers: [167, 224], arguments: '"/nonexistent", 0' },
    weak: 'root',
  },
  {
    name: 'makes a device',
    reason: 'all disks of the machine',
    call: { numbers: [259, 33], arguments: '-100, "out/device", 0x2190, 0x0103' },
    weak: 'root',
  },
  {
    name: 'keeps memory that no process has',
    reason: 'nobody counts it',
    call: { numbers: [319, 279], arguments: '"x", 0' },
    weak: 'any',
  },
  {
    name: 'keeps a segment of shared memory',
    reason: 'nobody counts it',
    call: { numbers: [29, 194], arguments: '0, 4096, 0' },
    weak: 'any',
  },
];
