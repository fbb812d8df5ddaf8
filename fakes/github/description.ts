import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

export type Json = Record<string, unknown>;

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Json;
}

interface Described {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Json }> }>;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
  components: Record<string, Record<string, Json>>;
}

export interface Matched {
  operation: string;
  params: Record<string, string>;
  described: Described;
}

export type Description = Awaited<ReturnType<typeof readDescription>>;

/** GitHub's published description of its REST API, of which only what is used is compiled. */
export async function readDescription() {
  const folder = createRequire(import.meta.url).resolve('@octokit/openapi/package.json');
  const file = folder.replace('package.json', 'generated/api.github.com.json');
  const document = JSON.parse(await readFile(file, 'utf8')) as Document;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  // The owner and name of a repository, a format of GitHub's own.
  ajv.addFormat('repo.nwo', true);
  (addFormats as unknown as (to: Ajv) => void)(ajv);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase(),
      segments: path.split('/'),
      described,
    })),
  );
  const compiled = new Map<string, ValidateFunction>();

  function resolve<T>(item: T | { $ref: string }): T {
    const reference = (item as { $ref?: string }).$ref;
    if (!reference) return item as T;
    const names = reference.replace('#/', '').split('/');
    return names.reduce<unknown>((at, name) => (at as Json)[name], document) as T;
  }

  function validator(key: string, schema: Json): ValidateFunction {
    const known = compiled.get(key);
    if (known) return known;
    const schemas: Json = {};
    const root = closed(schema);
    const made = ajv.compile({ ...root, components: { schemas } });
    compiled.set(key, made);
    return made;

    /** The schema in the words of JSON Schema, with all that it refers to beside it. */
    function closed(part: unknown): Json {
      if (Array.isArray(part)) return part.map(closed) as unknown as Json;
      if (typeof part !== 'object' || part === null) return part as unknown as Json;
      const { nullable, example: _example, ...rest } = part as Json;
      const name = typeof rest.$ref === 'string' ? rest.$ref.replace('#/components/schemas/', '') : null;
      if (name && !(name in schemas)) {
        schemas[name] = {};
        schemas[name] = closed(document.components.schemas?.[name]);
      }
      const plain = Object.fromEntries(Object.entries(rest).map(([word, value]) => [word, closed(value)]));
      return nullable === true ? { anyOf: [{ type: 'null' }, plain] } : plain;
    }
  }

  function problems(key: string, schema: Json, value: unknown): string[] {
    const validate = validator(key, schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).slice(0, 5).map((error) => `${key}${error.instancePath} ${error.message}`);
  }

  return {
    /** An example answer of the description, to be filled with what is true. */
    example(name: string): Json {
      const found = document.components.examples?.[name];
      if (!found) throw new Error(`GitHub's description has no example ${name}`);
      return structuredClone(found.value) as Json;
    },

    match(method: string, path: string): Matched | null {
      const given = path.split('/');
      // A literal segment is a better match than a parameter.
      const candidates = operations.filter(
        (each) => each.method === method && each.segments.length === given.length,
      );
      for (const { segments, described } of candidates) {
        const params: Record<string, string> = {};
        const fits = segments.every((segment, index) => {
          const value = given[index] as string;
          const name = /^\{([^}]+)\}$/.exec(segment)?.[1];
          if (!name) return segment === value;
          params[name] = decodeURIComponent(value);
          return true;
        });
        if (fits) return { operation: described.operationId, params, described };
      }
      return null;
    },

    /** What is wrong with a request, a line each. */
    checkRequest({ operation, params, described }: Matched, query: URLSearchParams, body: unknown): string[] {
      const parameters = (described.parameters ?? []).map((each) => resolve<Parameter>(each));
      const named = new Map(parameters.map((each) => [`${each.in}:${each.name}`, each]));
      const values = [
        ...Object.entries(params).map(([name, value]) => ({ key: `path:${name}`, value })),
        ...[...query].map(([name, value]) => ({ key: `query:${name}`, value })),
      ];
      const wrong = values.flatMap(({ key, value }) => {
        const parameter = named.get(key);
        if (!parameter) return [`${operation}: there is no parameter ${key}`];
        const { type } = parameter.schema as { type?: string };
        const typed = type === 'integer' || type === 'number' ? Number(value) : value;
        return problems(
          `${operation} ${key}`,
          parameter.schema,
          type === 'boolean' ? value === 'true' : typed,
        );
      });
      const schema = described.requestBody?.content['application/json']?.schema;
      if (schema && body !== undefined) wrong.push(...problems(`${operation} request`, schema, body));
      if (described.requestBody?.required && body === undefined)
        wrong.push(`${operation}: the body is missing`);
      if (!schema && body !== undefined) wrong.push(`${operation}: takes no body`);
      return wrong;
    },

    /** What is wrong with an answer of ours. Errors that every operation may give are not repeated in the description. */
    checkAnswer({ operation, described }: Matched, status: number, body: unknown): string[] {
      const found = described.responses[String(status)];
      if (!found && status < 400) return [`${operation}: never answers ${status}`];
      const response = found ? resolve<{ content?: Record<string, { schema: Json }> }>(found as never) : null;
      const schema = response?.content?.['application/json']?.schema;
      if (schema) return problems(`${operation} ${status}`, schema, body);
      if (status < 400) return body === undefined ? [] : [`${operation}: ${status} has no body`];
      return problems('basic-error', document.components.schemas?.['basic-error'] as Json, body);
    },

    /** What is wrong with an event of a webhook. */
    checkEvent: (name: string, body: unknown): string[] =>
      problems(name, document.components.schemas?.[name] as Json, body),
  };
}
