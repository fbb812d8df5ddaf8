/**
 * The message of a commit that a person decides about where there is no page to read: the text of the review stands between the
 * message and its trailers.
 */
export function withReviewText(message: string, body: string): string {
  const paragraphs = message.trimEnd().split(/\n[ \t]*\n/);
  const trailers = paragraphs.pop() ?? '';
  return `${[...paragraphs, readable(body.trim()), trailers].filter(Boolean).join('\n\n')}\n`;
}

/** Nothing renders a message, so what was kept from Markdown stands as it is; a person is still not called by their name. */
function readable(text: string): string {
  return text.replace(/&#(\d+);/g, (escaped, code: string) =>
    code === '64' ? escaped : String.fromCodePoint(Number(code)),
  );
}
