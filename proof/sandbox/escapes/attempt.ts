/** What an attempt finds on the machine that it attacks. */
export interface Surroundings {
  /** The worktree, its output folder and its packages. */
  folder: string;
  output: string;
  packages: string;
  /** A file of the state folder, which only its owner may read. */
  secret: string;
  /** The worktree of another proof. */
  other: string;
  /** The home of who runs the proof. */
  home: string;
  /** The process that runs the proof. */
  worker: number;
  /** A server of the machine: by TCP on loopback, by an abstract Unix socket, by one in /tmp. */
  port: number;
  abstract: string;
  socket: string;
}

/** One way to break out. */
export interface Attempt {
  /** What it does, as the page about the sandbox names it. */
  name: string;
  /** What would follow. */
  reason: string;
  /** JavaScript, the body of an async function with `here`, `fs`, `net`, `dgram`, `dns`, `os`, `run`. It returns what it reached, or nothing. */
  code?: string;
  /** A system call in its place: its numbers on x86-64 and arm64, and its arguments in Perl. */
  call?: { numbers: readonly [number, number] | readonly [number]; arguments: string };
  /** Whether the weak sandbox lets it through: to any user, to root alone, or as the machine happens to be. */
  weak?: 'any' | 'root' | 'machine';
}
