/**
 * The message of a commit that a person decides about where there is no page to read: the text of the review stands between the
 * message and its trailers.
 */
export function withReviewText(message: string, body: string): string {
  const paragraphs = message.trimEnd().split(/\n[ \t]*\n/);
  const trailers = paragraphs.pop() ?? '';
  return `${[...paragraphs, body.trim(), trailers].filter(Boolean).join('\n\n')}\n`;
}
