import { expect, it } from 'vitest';
import { withReviewText } from './review-message.ts';

it('puts the text of a review between message and trailers, as a person reads it', () => {
  const message = 'Return early\n\nIt was absent.\n\nSuture-Incident: LIVE-0001\n';
  const body = '**LIVE-0001**\n\n- 5 × 500 instead of 200&#58; `a &#60; b`, by &#64;ada';
  expect(withReviewText(message, body)).toBe(
    'Return early\n\nIt was absent.\n\n**LIVE-0001**\n\n- 5 × 500 instead of 200: `a < b`, by &#64;ada\n\nSuture-Incident: LIVE-0001\n',
  );
});
