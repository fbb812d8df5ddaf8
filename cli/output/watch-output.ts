import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOutput } from './find-failures.ts';
import { reportFailures } from './report-failures.ts';

/** Output that is at rest for so long ends a stack, in milliseconds. */
const REST_MS = 200;
/** What a program leaves behind may hold its output open; no longer is waited for the end of it, in milliseconds. */
const END_MS = 1_000;

export interface OutputWatch {
  /** Of the service: where its recorder leaves its sign. */
  environment: Record<string, string>;
  /** Shows the output of a program, and reads it. */
  follow(child: ChildProcess, to: { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream }): void;
  /** Resolves when all output is shown, and what it shows of failures is sent. */
  end(): Promise<void>;
}

/**
 * Watches the output of a service whose recorder may not load: in a container, another runtime, or a program that drops
 * NODE_OPTIONS.
 * @param markers of the declared faults
 */
export function watchOutput(dsn: string, markers: readonly string[]): OutputWatch {
  const folder = mkdtempSync(join(tmpdir(), 'suture-run-'));
  const sign = join(folder, 'recorded');
  const reporter = reportFailures(dsn, sign);
  const ends: Promise<void>[] = [];
  return {
    environment: { SUTURE_RUN_SIGN: sign },
    follow(child, to) {
      for (const name of ['stdout', 'stderr'] as const) {
        const stream = child[name];
        if (!stream) continue;
        const reader = readOutput(markers, reporter.report);
        const text = new TextDecoder();
        let timer: NodeJS.Timeout | undefined;
        stream.pipe(to[name], { end: false });
        stream.on('data', (piece: Buffer) => {
          reader.take(text.decode(piece, { stream: true }));
          clearTimeout(timer);
          timer = setTimeout(reader.rest, REST_MS);
          timer.unref();
        });
        ends.push(
          new Promise((resolve) =>
            stream.once('close', () => {
              reader.rest();
              resolve();
            }),
          ),
        );
      }
    },
    async end() {
      let timer: NodeJS.Timeout | undefined;
      const latest = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, END_MS);
      });
      await Promise.race([Promise.all(ends), latest]);
      clearTimeout(timer);
      await reporter.sent();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
