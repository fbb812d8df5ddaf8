/** The trailers at the end of a commit's message, by name; the last of a name counts. */
export function trailersOf(message: string): Record<string, string> {
  const paragraphs = message.trim().split(/\n[ \t]*\n/);
  if (paragraphs.length < 2) return {};
  const lines = (paragraphs.at(-1) as string).replace(/\n[ \t]+/g, ' ').split('\n');
  const pairs = lines.map((line) => /^([A-Za-z0-9-]+): (.*)$/.exec(line.trimEnd()));
  if (pairs.some((pair) => pair === null)) return {};
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
}

/** The first paragraph of a message, in one line. */
export function subjectOf(message: string): string {
  return (message.trim().split(/\n[ \t]*\n/, 1)[0] as string).replace(/\n/g, ' ');
}
