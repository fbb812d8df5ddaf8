import { isCard, isIban } from './checksums.ts';
import { TOKENS } from './jwt.ts';
import { isPackedJson } from './packed.ts';

interface Pattern {
  find: RegExp;
  /** Whether what was found is one. */
  holds?(found: string): boolean;
}

/** What is secret or personal by its form, wherever it stands. A group named `value` is the part that is replaced. */
const PATTERNS: Pattern[] = [
  { find: /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*(?<value>[^-]+?)\s*-----END/g },
  { find: TOKENS },
  { find: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,24}/gu },
  // Names of users and passwords in addresses.
  { find: /\/\/(?<value>[^\s/:@]+):[^\s/@]+@/g },
  { find: /\/\/[^\s/:@]+:(?<value>[^\s/@]+)@/g },
  { find: /\b(?:bearer|basic|token|apikey|digest)\s+(?<value>[\w.~+/=-]{8,})/gi },
  {
    find: /[\w-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|authorization|session[_-]?id)["']?\s*[:=]\s*["']?(?!bearer\b|basic\b)(?<value>[^\s"',;&(){}[\]]{3,})/gi,
  },
  {
    find: /\b(?:sk|pk|rk|whsec|ghp|gho|ghs|ghu|glpat|npm|xox[abprs]|shpat|key|tok|sess|SG|AIza|ya29|github_pat)[_.-][\w.-]{10,}/g,
  },
  { find: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { find: /\bAIza[\w-]{30,}/g },
  { find: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, holds: isIban },
  { find: /(?<![\w.-])[2-6](?:[ -]?\d){12,18}(?![\w-])/g, holds: isCard },
  { find: /(?<![\w.])(?:\+|00)[1-9](?:[ ()./-]{0,2}\d){6,14}(?!\w)/g },
  { find: /(?<![\w.-])\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])/g },
  { find: /(?<![\w.-])0\d{2,4}[ /-]\d{3,4}[ -]?\d{2,6}(?![\w-])/g },
  // Of France, by pairs, and of Brazil.
  { find: /(?<![\w.-])0[1-9](?:[ .-]\d{2}){4}(?![\w-])/g },
  { find: /(?<![\w.-])\(\d{2}\) ?9?\d{4}-\d{4}(?![\w-])/g },
  { find: /(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])/g },
  // A Spanish, a Brazilian and an Italian number of a person.
  { find: /(?<![\w.-])[XYZ\d]\d{7}-?[A-HJ-NP-TV-Z](?![\w-])/g },
  { find: /(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g },
  { find: /\b[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]\b/g },
  {
    find: /(?<![\w.])(?!127\.|0\.0\.0\.0)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.])/g,
  },
  { find: /(?<![\w:])(?:[\da-f]{1,4}:){3,7}(?:[\da-f]{1,4}|:)(?::[\da-f]{1,4})*(?![\w:])/gi },
  { find: /(?<![\w:])(?:[\da-f]{1,4}:){1,6}(?::[\da-f]{1,4}){1,6}(?![\w:])/gi },
  {
    find: /\b\d{1,5} (?:\p{Lu}[\p{L}'-]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Square|Terrace)\b/gu,
  },
  { find: /(?<!\p{L})\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|gasse|allee) \d+\w?\b/giu },
  // Long, with letters and digits between each other: a key, the name of a session, a signature behind its kind (`v1=…`).
  {
    find: /(?<![\w/+=.-])(?:[a-z]\w{0,7}=)?(?<value>(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{32,})(?![\w.-])/gi,
    holds: isRandom,
  },
];

/** What in a text is secret or personal by its form. */
export function findPersonal(text: string): string[] {
  const found: string[] = [];
  for (const { find, holds } of PATTERNS) {
    for (const match of text.matchAll(find)) {
      const value = match.groups?.value ?? match[0];
      if (!holds || holds(value)) found.push(value);
    }
  }
  return found;
}

/** UUIDs name rows, and a path has many words; neither is a secret by its form alone. */
function isRandom(text: string): boolean {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) return false;
  if (/^[\da-f]{32,}$/i.test(text)) return true;
  const changes = text.match(/[a-z][A-Z\d]|[A-Z]{2}[a-z]|\d[A-Za-z]/g)?.length ?? 0;
  return changes >= text.length / 8 && !isPackedJson(text);
}
