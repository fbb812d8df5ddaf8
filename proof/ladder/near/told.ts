import type { RecordedRequest } from '../../../domain/recording.ts';

/** The body of a request as a part of a sentence. */
export function told({ body }: RecordedRequest): string {
  if (body === undefined) return '';
  const text = JSON.stringify(body) ?? '';
  return ` ${text.length > 120 ? `${text.slice(0, 119)}…` : text}`;
}
