/** Numbers of a system call on x86-64 and on arm64; null where the architecture has none of that name. */
type Numbers = readonly [x64: number | null, arm64: number | null];

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/**
 * Calls that no service needs and that widen what a program can reach in the kernel: other processes' memory, keys,
 * mounts, namespaces, modules, clocks, tracing. The choice follows Docker's default profile.
 */
const REFUSED: Record<string, Numbers> = {
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  pidfd_getfd: [438, 438],
  kcmp: [312, 272],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  open_tree_attr: [467, 467],
  unshare: [272, 97],
  setns: [308, 268],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  fanotify_init: [300, 262],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  syslog: [103, 116],
  reboot: [169, 142],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  vhangup: [153, 58],
  lookup_dcookie: [212, 18],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  uselib: [134, null],
};

/**
 * Calls that a program may find missing. The memory behind the first five belongs to no process and no file, so nothing
 * counts it. The flags of `clone3` cannot be read by a filter; C libraries use `clone` instead.
 */
const ABSENT: Record<string, Numbers> = {
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  shmget: [29, 194],
  msgget: [68, 186],
  mq_open: [240, 180],
  clone3: [435, 435],
};

const CLONE: Numbers = [56, 220];
const IOCTL: Numbers = [16, 29];
const SOCKET: Numbers = [41, 198];

/** All `CLONE_NEW…` flags that `clone` takes. */
const NEW_NAMESPACES = 0x7e020000;
/** `TIOCSTI` types into a terminal, `TIOCLINUX` pastes into a console. */
const TERMINAL_INPUT = [0x5412, 0x541c];
/** Unix, IPv4, IPv6, netlink. The others are not bound to a network namespace, or are rarely looked at in the kernel. */
const FAMILIES = [1, 2, 10, 16];

const ARCHITECTURES = {
  x64: { audit: 0xc000003e, column: 0 },
  arm64: { audit: 0xc00000b7, column: 1 },
} as const;

/** Offsets in the kernel's `struct seccomp_data`: number, architecture, low halves of the first two arguments. */
const NR = 0;
const ARCH = 4;
const FIRST = 16;
const SECOND = 24;

const ALLOW = 0x7fff0000;
const fail = (errno: number) => 0x00050000 | errno;
/** x86-64 has a second table of calls from here on. */
const X32 = 0x40000000;

type Instruction = [code: number, yes: number, no: number, value: number];
const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const answer = (value: number): Instruction => [0x06, 0, 0, value];
/** Each continues with the next instruction when it holds, and skips so many when it does not. */
const equal = (value: number, otherwise: number): Instruction => [0x15, 0, otherwise, value];
const atLeast = (value: number, otherwise: number): Instruction => [0x35, 0, otherwise, value];
const anyBit = (value: number, otherwise: number): Instruction => [0x45, 0, otherwise, value];

/**
 * A seccomp filter for this processor, as bubblewrap takes it.
 * @returns null on a processor for which there is none
 */
export function systemCallFilter(architecture: string): Buffer | null {
  if (!(architecture in ARCHITECTURES)) return null;
  const { audit, column } = ARCHITECTURES[architecture as keyof typeof ARCHITECTURES];
  const program: Instruction[] = [
    load(ARCH),
    // Calls of another architecture have other numbers.
    [0x15, 1, 0, audit],
    answer(fail(ENOSYS)),
    load(NR),
    atLeast(X32, 1),
    answer(fail(ENOSYS)),
  ];
  for (const [calls, errno] of [
    [REFUSED, EPERM],
    [ABSENT, ENOSYS],
  ] as const) {
    for (const numbers of Object.values(calls)) {
      const number = numbers[column];
      if (number !== null) program.push(equal(number, 1), answer(fail(errno)));
    }
  }
  const about = (numbers: Numbers, argument: number, tests: Instruction[]) => {
    program.push(equal(numbers[column] as number, tests.length + 2), load(argument), ...tests, answer(ALLOW));
  };
  about(CLONE, FIRST, [anyBit(NEW_NAMESPACES, 1), answer(fail(EPERM))]);
  about(
    IOCTL,
    SECOND,
    TERMINAL_INPUT.flatMap((request) => [equal(request, 1), answer(fail(EPERM))]),
  );
  about(SOCKET, FIRST, [
    ...FAMILIES.flatMap((family) => [equal(family, 1), answer(ALLOW)]),
    answer(fail(EAFNOSUPPORT)),
  ]);
  program.push(answer(ALLOW));
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, yes, no, value], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(yes, index * 8 + 2);
    bytes.writeUInt8(no, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  });
  return bytes;
}
