import { readFileSync } from 'node:fs';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/** Between npm and the program that it runs stands a shell, or none. */
const MOST_LEVELS = 4;
const LOOK_MS = 500;

/**
 * The npm that started this process (`npx`, or a script), for a program that should end with it: npm passes SIGTERM on,
 * and when it is killed its programs run on. Linux only.
 * @param environment npm sets `npm_command` for what it runs
 */
export function findStarter(environment: Record<string, string | undefined>): ProcessIdentity | null {
  if (!environment.npm_command || process.platform !== 'linux') return null;
  let pid = process.ppid;
  for (let level = 0; level < MOST_LEVELS && pid > 1; level += 1) {
    const { name, parent } = look(pid);
    if (/^(?:npm|npx|node)\b/.test(name)) return identify(pid);
    pid = parent;
  }
  return null;
}

/** Calls back once a process has ended. Returns what ends the watch. */
export function whenGone(starter: ProcessIdentity, gone: () => void): () => void {
  const timer = setInterval(() => {
    if (isRunning(starter)) return;
    clearInterval(timer);
    gone();
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function look(pid: number): { name: string; parent: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [from, to] = [stat.indexOf('('), stat.lastIndexOf(')')];
    return { name: stat.slice(from + 1, to), parent: Number(stat.slice(to + 2).split(' ')[1]) };
  } catch {
    return { name: '', parent: 0 };
  }
}
