import type { RecordedRequest } from '../../../domain/recording.ts';
import { dereferenced, describedOperation } from '../openapi-schema.ts';
import { withPart } from './request-parts.ts';

type Json = Record<string, unknown>;

/** Examples of one value, at most. */
const MOST = 3;

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
  return [...new Set(all)].filter((value) => /^(?:string|number|boolean)$/.test(typeof value)).slice(0, MOST);
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

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}
