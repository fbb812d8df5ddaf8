const words = (text: string) => new Set(text.split(/\s+/).filter(Boolean));

/** Built-in names that may be used in any way that does not change them. */
export const PURE_GLOBALS =
  words(`undefined NaN Infinity parseInt parseFloat isNaN isFinite encodeURIComponent encodeURI
  decodeURIComponent decodeURI structuredClone Number String Boolean BigInt Error TypeError RangeError SyntaxError
  ReferenceError EvalError URIError AggregateError DOMException clearTimeout clearInterval clearImmediate
  TextEncoder TextDecoder AbortController URLSearchParams FormData Blob Headers Response URL Date RegExp Map Set WeakMap
  WeakSet Promise Array Object JSON Math Intl Uint8Array Int32Array Float64Array ArrayBuffer DataView AbortSignal
  Event console Buffer BigInt64Array Uint16Array Uint32Array Int8Array Int16Array Float32Array exports`);

/** Members of built-ins that compute something and change nothing but what is handed to them. */
export const PURE_MEMBERS: Record<string, Set<string> | 'all'> = {
  Math: words(`abs ceil floor round trunc sign min max pow sqrt cbrt hypot exp log log2 log10 log1p PI E sin cos tan asin acos
    atan atan2 imul clz32 fround random`),
  JSON: words('parse stringify'),
  Object: words('keys values entries fromEntries assign freeze seal hasOwn is create groupBy isFrozen'),
  Array: words('isArray from of fromAsync'),
  Number: 'all',
  String: words('raw length name'),
  Boolean: words('name'),
  BigInt: words('asIntN asUintN'),
  Promise: words('all allSettled any race resolve reject withResolvers try'),
  Date: words('now UTC parse'),
  URL: words('canParse parse'),
  AbortSignal: words('timeout any abort'),
  Buffer: words('from alloc concat byteLength isBuffer compare'),
  Response: words('json error redirect'),
  Intl: words(`DateTimeFormat NumberFormat Collator PluralRules RelativeTimeFormat ListFormat DisplayNames Segmenter Locale
    DurationFormat getCanonicalLocales`),
  Error: words('isError'),
  Map: words('groupBy'),
  RegExp: words('escape'),
  console: words('log warn error info debug'),
  crypto: words('randomUUID'),
  process: words('exitCode'),
  module: words('exports'),
};

/** Built-ins whose results are new objects or plain values. */
export const MAKERS =
  words(`Map Set WeakMap WeakSet Array Object Date URL URLSearchParams Headers FormData Error TypeError
  RangeError SyntaxError Number String Boolean Math JSON AbortController AbortSignal Promise Uint8Array Buffer Response
  TextEncoder TextDecoder RegExp Intl structuredClone BigInt`);

/** Methods of texts, lists, numbers, dates, promises and answers that change nothing. */
export const PURE_METHODS =
  words(`at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare
  match matchAll normalize padEnd padStart repeat replace replaceAll search slice split startsWith substring substr
  toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase trim trimEnd trimStart toString toFixed toPrecision
  toLocaleString toISOString toJSON getTime valueOf join every some filter map flatMap flat reduce reduceRight forEach find
  findIndex findLast findLastIndex keys values entries has toSorted toReversed toSpliced with test json text
  arrayBuffer then catch finally hasOwnProperty isPrototypeOf propertyIsEnumerable call apply bind format formatToParts
  isWellFormed toWellFormed safeParse union intersection difference isSubsetOf flatten`);

/** Of these, the methods whose result is new and not something that the list or the promise held. */
export const MAKING_METHODS =
  words(`charAt concat match normalize padEnd padStart repeat replace replaceAll slice split
  substring substr toLowerCase toUpperCase trim trimEnd trimStart toString toFixed toISOString getTime join filter map flatMap
  flat keys values entries toSorted toReversed matchAll indexOf findIndex localeCompare`);

/** Methods that change what they are called on: harmless on what was made in the file. */
export const CHANGING_METHODS =
  words(`push pop shift unshift splice sort reverse fill copyWithin add delete clear set append
  setTime abort throwIfAborted get exec next return throw getAll`);

/** Members that data, errors, lists and answers have. */
export const PURE_READS =
  words(`length size name message code cause status statusCode statusText ok body data value done
  index lastIndex reason errors signal aborted rows rowCount count buffer byteLength source flags
  groups searchParams pathname search hash href input isArray description success issues output httpErrors headersSent writableEnded`);
