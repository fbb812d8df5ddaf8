/**
 * Keeps the program alive when standard output or error cannot be written: a full disk, a reader that is gone. What cannot be
 * written is lost. Without a listener, such an error ends the program, also one of `console.log`.
 */
export function outliveOutput(
  streams: readonly Pick<NodeJS.WriteStream, 'on'>[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) stream.on('error', () => {});
}
