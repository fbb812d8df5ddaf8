/** Writes text where it can, and loses it where it cannot. */
export interface LossyWriter {
  write(text: string | Buffer): void;
}

/**
 * A log must not end the program that writes it: text that a full or broken disk does not take is lost. The first text
 * that is written afterwards stands behind a line that says how many writes were lost, and why.
 * @param put writes the text or throws
 */
export function lossyWriter(put: (text: string | Buffer) => void): LossyWriter {
  let lost = 0;
  let why = '';
  return {
    write(text) {
      try {
        if (lost > 0) put(gap(lost, why));
        lost = 0;
        put(text);
      } catch (error) {
        lost += 1;
        why = reasonOf(error);
      }
    },
  };
}

/** What is used of standard output and error. */
interface LogStream {
  on(event: 'error', listener: () => void): unknown;
  write(text: string, done: (error?: Error | null) => void): unknown;
}

/** As {@link lossyWriter}, for standard output or error, which report what they could not write later. */
export function lossyStream(stream: LogStream): LossyWriter {
  let lost = 0;
  let why = '';
  // Without a listener the error would end the process.
  stream.on('error', () => {});
  return {
    write(text) {
      const missed = lost;
      lost = 0;
      stream.write(missed > 0 ? gap(missed, why) + text : text.toString(), (error) => {
        if (!error) return;
        lost += missed + 1;
        why = reasonOf(error);
      });
    },
  };
}

function gap(lost: number, why: string): string {
  return `--- ${lost} ${lost === 1 ? 'write to this log was' : 'writes to this log were'} lost: ${why}\n`;
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
}
