import { runInSandbox } from '../run.ts';
import type { Sandbox } from '../task.ts';
import type { Attempt, Surroundings } from './attempt.ts';

const MIB = 1024 * 1024;

/** What came of the attempts, by their names: the error that stopped one, or what it reached. */
export type Outcomes = Map<string, { reached: boolean; detail: string }>;

/** Makes all attempts in one program each, JavaScript and Perl, side by side in the same sandbox. */
export async function runAttempts(
  sandbox: Sandbox,
  attempts: Attempt[],
  here: Surroundings,
): Promise<Outcomes> {
  const program = `
    import fs from 'node:fs'; import net from 'node:net'; import dgram from 'node:dgram'; import dns from 'node:dns';
    import os from 'node:os'; import { execFileSync, spawnSync } from 'node:child_process';
    const run = (file, args) => spawnSync(file, args, { encoding: 'utf8', timeout: 2000, stdio: ['ignore', 'pipe', 'ignore'] }).stdout ?? '';
    const here = ${JSON.stringify(here)};
    const limit = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 1500, false))]);
    const Body = (async () => {}).constructor;
    process.stdout.write(execFileSync('/usr/bin/perl', ['-e', ${JSON.stringify(perlProgram(attempts))}], { encoding: 'utf8' }));
    const tried = ${JSON.stringify(attempts.filter(({ code }) => code).map(({ name, code }) => [name, code]))};
    await Promise.all(tried.map(async ([name, code]) => {
      let result;
      try {
        result = (await limit(new Body('here', 'fs', 'net', 'dgram', 'dns', 'os', 'run', code)(here, fs, net, dgram, dns, os, run))) ? 'reached' : 'nothing';
      } catch (error) { result = error.code ?? error.message; }
      process.stdout.write(name + '\\t' + result + '\\n');
    }));
    process.exit();`;
  const run = runInSandbox(
    sandbox,
    {
      command: [process.execPath, '--input-type=module', '-e', program],
      folder: here.folder,
      writable: [here.output],
      readable: [here.packages],
    },
    { memoryBytes: 512 * MIB, timeMs: 30_000 },
  );
  const exit = await run.exited;
  const outcomes: Outcomes = new Map();
  for (const line of run.output().split('\n')) {
    const [name = '', detail = ''] = line.split('\t');
    if (detail) outcomes.set(name, { reached: detail === 'reached', detail });
  }
  const missing = attempts.filter(({ name }) => !outcomes.has(name));
  if (missing.length > 0)
    throw new Error(
      `${missing.length} attempts were not made (${exit.ended}): ${run.output().slice(-2_000)}`,
    );
  return outcomes;
}

/** A call that is refused outright has one of these answers; any other shows that the kernel went into it. */
const REFUSED = ['EPERM', 'EACCES', 'ENOSYS', 'EAFNOSUPPORT', 'EROFS', 'EPROTONOSUPPORT'];

function perlProgram(attempts: Attempt[]): string {
  const lines = attempts.flatMap(({ name, call }) => {
    if (!call) return [];
    const number = call.numbers[process.arch === 'arm64' ? 1 : 0];
    return [`try_call(${JSON.stringify(name)}, ${number}, ${call.arguments});`];
  });
  // Each in a process of its own: some would change what the next can do.
  return `use Errno; $| = 1;
    sub try_call {
      my ($name, $number, @rest) = @_;
      my $pid = fork();
      if ($pid == 0) {
        my @given = @rest;
        my $answer = syscall($number, @given);
        my ($refused) = grep { $answer < 0 && $!{$_} } qw(${REFUSED.join(' ')});
        print "$name\\t", ($refused // 'reached'), "\\n";
        exit;
      }
      waitpid($pid, 0);
    }
    ${lines.join('\n')}`;
}
