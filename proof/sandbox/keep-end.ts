/** What is kept of a task's output, in characters from its end. */
const OUTPUT_LIMIT = 256 * 1024;

/** The end of a text that comes in pieces. */
export interface KeptEnd {
  /** @returns how many bytes came so far */
  add(chunk: Buffer): number;
  text(): string;
}

/** Keeps the last 256 KiB of what comes, however much it is. */
export function keepEnd(): KeptEnd {
  const chunks: Buffer[] = [];
  let kept = 0;
  let total = 0;
  return {
    add(chunk) {
      chunks.push(chunk);
      kept += chunk.length;
      total += chunk.length;
      while (kept - (chunks[0]?.length ?? 0) >= OUTPUT_LIMIT) kept -= chunks.shift()?.length ?? 0;
      return total;
    },
    text: () => Buffer.concat(chunks).toString('utf8').slice(-OUTPUT_LIMIT),
  };
}
