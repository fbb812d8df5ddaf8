import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { guarded } from './guarded.ts';

/** Signals that ask a program to end. One without listeners ends it, and nothing of it remains. */
const STOPS = ['SIGTERM', 'SIGINT', 'SIGQUIT'];
/** With listeners for these a program does not end at them without a word; SIGHUP comes where a terminal is closed. */
const ASKED_BY = isatty(0) ? ['SIGTERM', 'SIGINT', 'SIGHUP'] : ['SIGTERM', 'SIGINT'];

export interface LivingMark {
  /** An event of the process, before its listeners are called. */
  saw(event: unknown): void;
}

/**
 * Keeps a file in the spool while this process runs, if the program takes the signals that stop it: only what no program can
 * take ends it without a word then. The file goes with the first signal that asks for an end, and with each end that Node
 * reports, so one that is left shows how its process ended.
 */
export function markLiving(folder: string): LivingMark {
  const file = join(folder, `living.${process.pid}.json`);
  let isMarked = false;
  let isAsked = false;

  const update = () => {
    const isTelling = !isAsked && ASKED_BY.every((signal) => process.listenerCount(signal) > 0);
    if (isTelling === isMarked) return;
    isMarked = isTelling;
    if (!isTelling) return rmSync(file, { force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify({ machine: machine() }), { mode: 0o600 });
  };
  const later = (event: string | symbol) => {
    // The listener is there, or gone, once this one has returned.
    if (ASKED_BY.includes(String(event))) queueMicrotask(() => guarded(update));
  };
  process.on('newListener', later);
  process.on('removeListener', later);
  guarded(update);
  return {
    saw(event) {
      if (event !== 'exit' && !STOPS.includes(String(event))) return;
      isAsked = true;
      update();
    },
  };
}

/** Whether a process that left this mark ended by itself: the machine did not end, and it was this one. */
export function endedAlone(mark: string): boolean {
  return (JSON.parse(mark) as { machine?: unknown }).machine === machine();
}

/** This start of this machine, or of its container. */
function machine(): string {
  let boot = '';
  try {
    boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Linux only.
  }
  return `${hostname()} ${boot}`;
}
