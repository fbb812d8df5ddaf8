// The thread beside a service that notices a blocked event loop: it stops the program for a moment, sees where it is, and
// takes the recording of the request under way.
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { BEAT_MS, SNAPSHOT, type WatchdogOptions } from './watch-blocking.ts';

/** A first snapshot for the case that the process ends while it is blocked, in milliseconds. */
const EARLY_MS = 1_000;
/** For one try to send it, in milliseconds. */
const TRY_MS = 10_000;
/** For a stop of the program, in milliseconds. */
const STOP_MS = 5_000;
const MOST_FRAMES = 40;

const { beats, blockedMs, url, key, folder, pid } = workerData as WatchdogOptions;
const early = join(folder, `blocked.${pid}.json`);

let seen = -1;
let since = performance.now();
let lookedAt = performance.now();
let snapshots = 0;

setInterval(() => void look(), BEAT_MS);

async function look(): Promise<void> {
  const now = performance.now();
  // The whole process stood still, or the machine slept.
  const paused = now - lookedAt > 3 * BEAT_MS;
  lookedAt = now;
  const turns = Atomics.load(beats, 0);
  if (turns !== seen || paused) {
    seen = turns;
    since = now;
    if (snapshots > 0) rmSync(early, { force: true });
    snapshots = 0;
    return;
  }
  const blocked = now - since;
  if (snapshots === 0 && blocked >= Math.min(EARLY_MS, blockedMs)) {
    snapshots = 1;
    const text = await takeSnapshot(false).catch(() => null);
    if (text) write(early, text);
  } else if (snapshots === 1 && blocked >= blockedMs) {
    snapshots = 2;
    const text = await takeSnapshot(true).catch(() => null);
    if (text) await send(text);
  }
}

interface Frame {
  functionName: string;
  location: { scriptId: string; lineNumber: number; columnNumber?: number };
}

/** @returns the recording as JSON; null where no request is under way */
function takeSnapshot(last: boolean): Promise<string | null> {
  const session = new Session();
  session.connectToMainThread();
  const files = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
  return new Promise<string | null>((resolve, reject) => {
    setTimeout(() => reject(new Error('The program does not stop.')), STOP_MS);
    session.on('Debugger.paused', ({ params }) => {
      const frames = (params.callFrames as Frame[])
        .slice(0, MOST_FRAMES)
        .map((frame) => lineOf(frame, files));
      const expression = `globalThis[Symbol.for('${SNAPSHOT}')](${JSON.stringify(frames.join('\n'))}, ${last})`;
      session.post('Runtime.evaluate', { expression, returnByValue: true, silent: true }, (error, answer) => {
        const value: unknown = answer?.result?.value;
        if (error) reject(error);
        else resolve(typeof value === 'string' ? value : null);
      });
    });
    session.post('Debugger.enable', () => session.post('Debugger.pause'));
  }).finally(() => {
    session.post('Debugger.resume');
    session.post('Debugger.disable');
    session.disconnect();
  });
}

function lineOf({ functionName, location }: Frame, files: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  return `    at ${functionName || '<anonymous>'} (${files.get(scriptId)}:${lineNumber + 1}:${columnNumber + 1})`;
}

/** Keeps it on disk until it is sent: the process may be ended any moment. */
async function send(text: string): Promise<void> {
  const file = join(folder, `${Date.now()}-${randomUUID()}.${pid}.json`);
  write(file, text);
  rmSync(early, { force: true });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: text,
    redirect: 'manual',
    signal: AbortSignal.timeout(TRY_MS),
  }).catch(() => null);
  await response?.arrayBuffer();
  if (response?.ok) rmSync(file, { force: true });
}

function write(file: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.part`, text, { mode: 0o600 });
    renameSync(`${file}.part`, file);
  } catch {
    // It is still sent.
  }
}
