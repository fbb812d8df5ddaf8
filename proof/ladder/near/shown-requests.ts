import type { Node } from 'oxc-parser';
import { matchesRoute } from '../../../domain/matches-route.ts';
import type { RecordedRequest } from '../../../domain/recording.ts';
import { testFilesOf } from '../../own-test/test-files-of.ts';
import { everyNode, parseModule } from '../../screen/parse-module.ts';
import { readDocument } from '../conforms.ts';
import { dereferenced, describedOperation } from '../openapi-schema.ts';
import type { Look } from './look.ts';
import type { NearRequest } from './near-requests.ts';
import { withPart } from './request-parts.ts';

type Json = Record<string, unknown>;

/** Requests that are made, at most. */
const MOST = 12;
/** Examples of one value, and addresses and bodies of tests. */
const MOST_EXAMPLES = 3;
const MOST_WRITTEN = 5;
/** Longest test file that is parsed, in characters. */
const LONGEST = 200_000;

/**
 * Requests that the tests of a service and its OpenAPI document show for the route that failed, where no good one is recorded: with
 * what else the failing one has, such as who asks.
 */
export async function shownRequests({ base, recording, request, recorded }: Look): Promise<NearRequest[]> {
  if (recorded.length > 0) return [];
  const document = await readDocument(base).catch(() => null);
  const all = [
    ...writtenInTests(testFilesOf(base).files, recording.route, request),
    ...(document === null ? [] : examplesIn(document, request)),
  ];
  const own = JSON.stringify(request);
  const distinct = new Map(all.map((one) => [JSON.stringify(one), one]));
  distinct.delete(own);
  return [...distinct.values()].slice(0, MOST).map((one) => ({ request: one, edge: false }));
}

/** The failing request with the examples, defaults and permitted values of a document in the place of its own. */
export function examplesIn(document: unknown, request: RecordedRequest): RecordedRequest[] {
  const operation = describedOperation(document, request);
  if (!operation) return [];
  const open = (value: unknown) => dereferenced(document, value);
  const { parameters, requestBody } = operation.value;
  const names = operation.template.split('/');
  const changed = (Array.isArray(parameters) ? parameters : []).flatMap((each) => {
    const parameter = open(each);
    const name = String(parameter?.name);
    const at = names.indexOf(`{${name}}`);
    const part =
      parameter?.in === 'query'
        ? { kind: 'query' as const, at: [name], value: undefined }
        : { kind: 'path' as const, at: [at], value: undefined };
    if (!parameter || (part.kind === 'path' && at < 0)) return [];
    return examplesOf(parameter, open).map((value) => withPart(request, part, value));
  });
  const content = open(open(requestBody)?.content) ?? {};
  const type = Object.keys(content).find((each) => /[/+]json\b/i.test(each));
  const media = type === undefined ? null : open(content[type]);
  const bodies = media ? [...exampleValues(media), exampleOf(media.schema, open)] : [];
  return [...changed, ...bodies.filter(isObject).map((body) => ({ ...request, body }))];
}

/** A few plain values of a parameter, or of the schema of one. */
function examplesOf(parameter: Json, open: (value: unknown) => Json | null): unknown[] {
  const schema = open(parameter.schema) ?? {};
  const all = [parameter, schema].flatMap((one) => [
    ...exampleValues(one),
    one.default,
    ...(Array.isArray(one.enum) ? one.enum : []),
  ]);
  return [...new Set(all)]
    .filter((value) => /^(?:string|number|boolean)$/.test(typeof value))
    .slice(0, MOST_EXAMPLES);
}

function exampleValues({ example, examples }: Json): unknown[] {
  const named = Array.isArray(examples)
    ? examples
    : Object.values(asObject(examples)).map((one) => asObject(one).value);
  return [example, ...named].filter((value) => value !== undefined);
}

/** An object of the examples of its members; undefined where a member that must be there has none. */
function exampleOf(given: unknown, open: (value: unknown) => Json | null): unknown {
  const schema = open(given) ?? {};
  const [own] = exampleValues(schema);
  if (own !== undefined) return own;
  const members = Object.entries(asObject(schema.properties)).flatMap(([name, value]) => {
    const [example] = examplesOf({ schema: value }, open);
    return example === undefined ? [] : [[name, example] as const];
  });
  const known = new Set(members.map(([name]) => name));
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  return members.length > 0 && required.every((name) => known.has(name))
    ? Object.fromEntries(members)
    : undefined;
}

/**
 * The failing request with an address of its route that a test writes, and with an object that a test writes which has members of its
 * body.
 */
export function writtenInTests(
  files: { path: string; text: string }[],
  route: string,
  request: RecordedRequest,
): RecordedRequest[] {
  const paths = new Set<string>();
  const bodies = new Map<string, Json>();
  const members = new Set(isObject(request.body) ? Object.keys(request.body) : []);
  for (const { path, text } of files) {
    const program = text.length > LONGEST ? null : parseModule(path, text);
    if (!program) continue;
    everyNode(program, {
      enter(node) {
        const written = pathIn(node);
        if (written && matchesRoute(route, written)) paths.add(written);
        if (node.type !== 'ObjectExpression' || members.size === 0) return;
        const value = plainValue(node);
        if (!isObject(value)) return;
        const shared = Object.keys(value).filter((name) => members.has(name)).length;
        if (shared * 2 >= members.size) bodies.set(JSON.stringify(value), value);
      },
    });
  }
  const query = /\?/.test(request.path) ? request.path.replace(/^[^?]*/, '') : '';
  return [
    ...[...bodies.values()].slice(0, MOST_WRITTEN).map((body) => ({ ...request, body })),
    ...[...paths]
      .slice(0, MOST_WRITTEN)
      .map((path) => ({ ...request, path: path.includes('?') ? path : `${path}${query}` })),
  ];
}

/** The address that a text is, or that stands behind the address of a server. */
function pathIn(node: Node): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return asPath(node.value);
  if (node.type !== 'TemplateLiteral') return null;
  const last = node.quasis.at(-1)?.value.raw ?? '';
  return node.expressions.length <= 1 ? asPath(last) : null;
}

const asPath = (text: string) => (/^\/[\w.~!$&'()*+,;=:@%/?-]*$/.test(text) ? text : null);

/** What an expression of plain values is; undefined for any other. */
function plainValue(node: Node): unknown {
  if (node.type === 'Literal') return 'regex' in node || 'bigint' in node ? undefined : node.value;
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = plainValue(node.argument);
    return typeof value === 'number' ? -value : undefined;
  }
  if (node.type === 'ArrayExpression') {
    const all = node.elements.map((one) => (one ? plainValue(one) : undefined));
    return all.includes(undefined) ? undefined : all;
  }
  if (node.type !== 'ObjectExpression') return undefined;
  const found: Json = {};
  for (const one of node.properties) {
    if (one.type !== 'Property' || one.computed || one.method) return undefined;
    const name =
      one.key.type === 'Identifier'
        ? one.key.name
        : one.key.type === 'Literal'
          ? String(one.key.value)
          : null;
    const value = plainValue(one.value);
    if (name === null || value === undefined) return undefined;
    found[name] = value;
  }
  return found;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}
