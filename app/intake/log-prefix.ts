/** Longer prefixes are no logger's, in characters. */
const LONGEST = 8_000;
/** Fields that hold the message itself. */
const MESSAGE = 'msg|message|log|text|event|body|line|short_message|full_message|errorMessage';
/** `{"time":1,"msg":"` of JSON that was cut, and `{ level: 'error', message: '` of an object that was printed. */
const IN_OBJECT = new RegExp(
  `^([^{]{0,500})(?:\\{.*[{,]\\s*|\\{\\s*)\\\\*["']?(?:${MESSAGE})\\\\*["']?\\s*:\\s*\\\\*["'\`]$`,
  'is',
);
/** `level=error msg="`, and `  message: '` of an object that was printed on several lines. */
const IN_FIELD = new RegExp(`^(.*?)(?<![\\w.])(?:${MESSAGE})(?:=\\\\*["'\`]|:\\s*\\\\*["'\`])$`, 'is');

const LEVEL =
  /^(trace|debug|verbose|silly|http|info|information|notice|log|warn|warning|err|error|fatal|crit|critical|severe|emerg|panic|failure|fault|stdout|stderr|[TDIWEF]|P)$/i;
const TIME =
  /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|am|pm|utc|gmt|z)$/i;
/** What programs that end, and `Uncaught (in promise) Error:`, put before an error. */
const UNCAUGHT = /^(uncaught|unhandled|unexpected|invoke|exception|rejection|promise|thrown|in)$/i;
/** Words of a sentence: what follows them is talked about. */
const SENTENCE =
  /^(a|an|the|for|of|to|at|after|before|with|without|from|by|was|were|is|are|has|had|have|when|while|and|or|not|no|as|because|due|than|that|this|like|see|saw|seen|said|says|got|last|previous|cause|caused|alert|alerts|counted|expected|found|matches|matched|received|skip|skipped|ignore|ignored|ignoring|retry|retries|retried|retrying|handle|handled|handling|recovered|resolved|reported|quote|quoted|on)$/i;

/** In this order, each where the last one ended; each has a bound. */
const TOKEN = new RegExp(
  [
    '(?<space>\\s+)',
    '(?<group>\\[[^\\[\\]\\n]{0,200}\\]|\\([^()\\n]{0,200}\\)|<[^<>\\n]{0,100}>)',
    `(?<pair>[\\w.@-]{1,60}=(?:"(?:[^"\\\\]|\\\\.){0,2000}"|[^\\s"'\`=]{0,500})(?=\\s))`,
    '(?<thrown>[\\w$.]{0,60}(?:Error|Exception|Warning|Rejection)(?: \\[\\w{1,60}\\])?:)',
    '(?<host>[\\w./@-]{1,100} on [\\w.-]{1,100}:)',
    '(?<number>[+-]?\\d[\\w.,:/+-]{0,80})',
    '(?<word>[\\p{L}_$][\\p{L}\\p{N}_$.@/#~-]{0,200})(?<after>(?:\\[[^\\]\\n]{0,50}\\])?!?\\s*[:|])?',
    `(?<symbols>[^\\p{L}\\p{N}\\s"'\`[(){}=]{1,20})`,
  ].join('|'),
  'uy',
);

/**
 * Whether a text is what loggers, containers and consoles put before a message: times, levels, names, ids, fields, `Error: `.
 * A sentence, or text in quotes, is not: what follows it is another message's quotation.
 */
export function isLogPrefix(prefix: string): boolean {
  if (prefix.length > LONGEST) return false;
  const inObject = IN_OBJECT.exec(prefix)?.[1];
  if (inObject !== undefined) return isDecoration(inObject, true);
  const inField = IN_FIELD.exec(prefix)?.[1];
  if (inField !== undefined) return isDecoration(inField, true);
  return isDecoration(prefix.replace(/\\*["'`]$/, ''), false);
}

/** @param isLogged whether it is known already that a logger wrote it */
function isDecoration(text: string, isLogged: boolean): boolean {
  let evidence = isLogged || !/[\p{L}\p{N}]/u.test(text);
  let words = 0;
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.groups;
    if (!token) return false;
    at = TOKEN.lastIndex;
    const { group, pair, thrown, host, number, word, after } = token;
    if (group && /^.\s*caused?\b/i.test(group)) return false;
    if (group || pair || thrown || host || (number && /\d[:/-]\d|\d{10}/.test(number))) evidence = true;
    if (!word) continue;
    if (LEVEL.test(word) || (after !== undefined && !SENTENCE.test(word))) evidence = true;
    else if (SENTENCE.test(word)) return false;
    else if (/[\d.@/#~-]/.test(word)) evidence = true;
    else if (!TIME.test(word) && !UNCAUGHT.test(word)) words += 1;
  }
  // One word may be a name, of a host or of a module, where a logger's mark stands beside it.
  return words <= 1 && evidence;
}
