import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import type { CodeWords } from './code-words.ts';
import type { NearRequest } from './near-requests.ts';
import { nameOf, partsOf, withPart } from './request-parts.ts';
import { takenByLibraries } from './taken-by-libraries.ts';

/** Letters of one byte and of several, and signs that an address, a header or a pattern writes in another way. */
const SIGNS = ['Crème Øre', 'smörgås', 'a b', '50% off', "O'Hara & Co.", 'a/b', 'x+y=z', 'Łódź', '日本'];
/** Names of values that are compared with a digest, and one of the usual length, which is refused for what it is alone. */
const OF_DIGEST = /sign|hmac|hash|digest|token|key$/i;
const DIGEST = '0'.repeat(64);
/** A text that is longer than what most services take for a name, in characters. */
const LONG = 30;
/** Parts of a request whose texts are exchanged. */
const MOST_PARTS = 3;

/**
 * The failing request with other texts that may be as good: its own, written in the way of an address, those with letters and signs that are
 * written in another way somewhere, and those that a library takes which objected to one. A fix that turns away more than what failed shows.
 */
export function otherTexts({ kind, request, errors, message }: Recording, words: CodeWords): NearRequest[] {
  if (!request) return [];
  const said = [...errors.map((one) => one.message), message].join('\n');
  const known = takenByLibraries(said);
  const parts = partsOf(request).filter(
    ({ kind: place, value }) =>
      place !== 'cookie' && typeof value === 'string' && !(place === 'path' && words.pieces.includes(value)),
  );
  // What is long and is read at once is not turned away for its length.
  const lengthy = (kind === 'hang' ? parts : []).flatMap((part) => {
    const plain = String(part.value).replace(/[^\p{L}\p{N}]/gu, '');
    return plain.length >= LONG ? [[part, [plain]] as const] : [];
  });
  // The one that the library objected to, where it says so.
  const named = parts.filter(({ value }) => String(value).length > 1 && said.includes(String(value)));
  const found = [
    ...parts.slice(0, MOST_PARTS).map((part) => [part, [part.value, ...SIGNS]] as const),
    ...lengthy,
    ...parts.filter((part) => OF_DIGEST.test(nameOf(part))).map((part) => [part, [DIGEST]] as const),
    ...(named.length > 0 ? named : parts).slice(0, MOST_PARTS).map((part) => [part, known] as const),
  ];
  const own = JSON.stringify(request);
  return found.flatMap(([part, values]) =>
    values.flatMap((value): NearRequest[] => {
      const other: RecordedRequest = withPart(request, part, value);
      if (JSON.stringify(other) === own) return [];
      return [
        {
          request: other,
          edge: false,
          part: nameOf(part),
          keep: [part.value, DIGEST].includes(value) || String(value).length >= LONG,
        },
      ];
    }),
  );
}
