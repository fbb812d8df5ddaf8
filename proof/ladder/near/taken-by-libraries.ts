/** Values of one kind: those of which the language knows a list are a few of it, of different shapes. */
const KINDS: [message: RegExp, values: () => unknown[]][] = [
  [
    /time ?zone/i,
    () => [
      'Asia/Kolkata',
      'America/Argentina/Buenos_Aires',
      'UTC',
      'Etc/GMT+5',
      'Pacific/Auckland',
      'EST5EDT',
    ],
  ],
  [/locale|language tag/i, () => ['de', 'en-US', 'zh-Hant-TW', 'sr-Latn', 'pt-BR', 'de-DE-u-co-phonebk']],
  [/currency/i, () => ['EUR', 'JPY', 'KWD', 'CHF', 'XAF']],
  [/\bunit\b/i, () => ['kilometer', 'celsius', 'mile-per-hour', 'percent']],
  [/calendar/i, () => ['gregory', 'buddhist', 'islamic-umalqura']],
  [/normalization form/i, () => ['NFC', 'NFD', 'NFKC', 'NFKD']],
  [
    /time value|invalid date/i,
    () => ['2024-02-29', '2024-12-31T23:59:59Z', '2024-06-01T08:30:00+02:00', '1999-12-31', '2031-01'],
  ],
  [
    /invalid url/i,
    () => [
      'https://example.org',
      'http://example.org:8080/a/b?c=d#e',
      'https://user@example.org/%C3%B6',
      'http://[::1]/',
      'https://münchen.example/',
    ],
  ],
  [/bigint/i, () => ['9007199254740993', '-12', '0', '0x1f', '123456789012345678901234567890']],
  [/encoding/i, () => ['utf-8', 'latin1', 'base64', 'hex', 'utf-16le', 'ascii']],
  [/digest|hash|algorithm/i, () => ['sha256', 'sha512', 'md5', 'SHA-256', 'sha1']],
  [/regular expression/i, () => ['^a+$', '[a-z]{2,}', '(x|y)z', '\\d+', 'ä.*']],
  [/radix/i, () => [2, 10, 16, 36]],
  [/digits|precision|fraction/i, () => [0, 1, 2, 20]],
  [/count value|array (?:buffer )?length|string length/i, () => [0, 1, 5, 100]],
  [/JSON/, () => ['{}', '[1,2]', '"text"', '7', 'null', '{"a":{"b":[true]}}']],
];

/** Values of which a library's error is not true: those that it takes where it objects to one. Empty: the message names no kind that is known. */
export function takenByLibraries(message: string): unknown[] {
  return KINDS.find(([pattern]) => pattern.test(message))?.[1]() ?? [];
}
