import type { Node } from 'oxc-parser';
import type { Wanted } from '../../refusals/at-place.ts';
import { bare, calleeName, identifierName } from '../../syntax/nodes.ts';
import type { TemplateInput } from '../../template.ts';

/** What Node throws because of what it was given, and how a service may answer that. */
export interface ThrownByInput {
  /** In words, for the rationale. */
  what: string;
  /** A condition that is true for other errors; `error` stands for the error. */
  other: string;
  wanted: Wanted[];
  /** Whether a call may have thrown it. */
  throws(call: Node): boolean;
}

interface Rule extends ThrownByInput {
  said: RegExp;
}

const notOf = (name: string) => `!(error instanceof ${name})`;
const refusal = (message: string): Wanted[] => [
  { status: 400, message },
  { status: 422, message },
];
const named = (pattern: RegExp) => (call: Node) => pattern.test(calleeName(call) ?? '');
const made = (pattern: RegExp) => (call: Node) =>
  call.type === 'NewExpression' && pattern.test(identifierName(call.callee) ?? memberPath(call.callee));

/** By the words of V8 and of Node, which do not change with the service. */
const RULES: Rule[] = [
  {
    said: /URIError|URI malformed/,
    what: 'an address that is not encoded as one',
    other: notOf('URIError'),
    wanted: refusal('the address is not valid'),
    throws: named(/^decodeURI(Component)?$/),
  },
  {
    said: /Invalid regular expression/,
    what: 'a text that is no pattern',
    other: notOf('SyntaxError'),
    wanted: refusal('the pattern is not valid'),
    throws: (call) => identifierName((call as { callee?: Node }).callee) === 'RegExp',
  },
  {
    said: /Cannot convert .{0,80} to a BigInt/,
    what: 'a text that is no number',
    other: notOf('SyntaxError'),
    wanted: refusal('the number is not valid'),
    throws: named(/^BigInt$/),
  },
  {
    said: /is not valid JSON|Unexpected (token|end of JSON|non-whitespace)|(Expected|Bad|Unterminated|Missing) .{0,60} in JSON|Malformed JSON/,
    what: 'a text that is no JSON',
    other: notOf('SyntaxError'),
    wanted: refusal('the JSON is not valid'),
    throws: (call) =>
      /^(JSON\.parse|(c\.req|ctx\.req|req|request|ctx\.request)\.json)$/.test(memberPath(calleeOf(call))),
  },
  {
    said: /Invalid time value/,
    what: 'what is no date',
    other: notOf('RangeError'),
    wanted: refusal('the date is not valid'),
    throws: named(/^(toISOString|format|formatToParts|formatRange)$/),
  },
  {
    said: /Invalid time zone|Incorrect locale information|invalid currency code/i,
    what: 'a zone, a language or a currency that does not exist',
    other: notOf('RangeError'),
    wanted: refusal('the value is not valid'),
    throws: (call) =>
      made(/^Intl\./)(call) || named(/^(toLocale\w*String|DateTimeFormat|NumberFormat)$/)(call),
  },
  {
    said: /Invalid (count value|array length|string length)|argument must be between|(precision|digits) argument/,
    what: 'a number out of range',
    other: notOf('RangeError'),
    wanted: refusal('the number is out of range'),
    throws: (call) =>
      made(/^Array$/)(call) ||
      named(/^(repeat|toFixed|toPrecision|padStart|padEnd|alloc|toString|Array)$/)(call),
  },
  {
    said: /Invalid URL/,
    what: 'a text that is no address',
    other: notOf('TypeError'),
    wanted: refusal('the address is not valid'),
    throws: made(/^URL$/),
  },
  {
    said: /ENOENT|no such file or directory/,
    what: 'a file that does not exist',
    other: "(error as { code?: string }).code !== 'ENOENT'",
    wanted: [{ status: 404, message: 'not found' }],
    throws: named(/^(readFile|readFileSync|stat|statSync|open|readdir|access|lstat|realpath)$/),
  },
];

/** Reads what Node refused; empty where it was nothing that a request can bring about. */
export function thrownByInput({ evidence }: TemplateInput): ThrownByInput[] {
  const text = evidence.failures
    .map(({ errorClass, message, output }) => `${errorClass ?? ''} ${message}\n${output}`)
    .join('\n');
  return RULES.filter(({ said }) => said.test(text));
}

function calleeOf(call: Node): Node | null {
  return call.type === 'CallExpression' || call.type === 'NewExpression' ? call.callee : null;
}

/** `c.req.json` of what is written so; empty for anything else. */
function memberPath(node: Node | null): string {
  const inner = node ? bare(node) : null;
  if (inner?.type === 'Identifier') return inner.name;
  if (inner?.type !== 'MemberExpression' || inner.computed) return '';
  const object = memberPath(inner.object);
  return object && inner.property.type === 'Identifier' ? `${object}.${inner.property.name}` : '';
}
