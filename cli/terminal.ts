import pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;

/** The two outputs of a program, and what is known of them. */
export interface Streams {
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown };
}

/** Where a command writes. */
export interface Terminal {
  say(line: string): void;
  /** For a person only; never mixed with what a script reads. */
  note(line: string): void;
  colours: Colours;
  /** Whether a person looks at the output. */
  isWatched: boolean;
  /** Characters in a line; no limit without a terminal. */
  width: number;
}

/** Colours only where a person looks and has not asked for none (https://no-color.org). */
export function openTerminal(
  { stdout, stderr }: Streams,
  environment: Record<string, string | undefined>,
): Terminal {
  const coloured = stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  return {
    say: (line) => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    colours: pc.createColors(coloured),
    isWatched: stdout.isTTY === true,
    width: stdout.isTTY ? (stdout.columns ?? 80) : Number.POSITIVE_INFINITY,
  };
}
