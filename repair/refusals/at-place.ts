import type { ProbeRequest } from '../../domain/evidence.ts';
import type { Edit } from '../syntax/edits.ts';
import { ancestors, functionAround, identifierName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { TemplateInput } from '../template.ts';
import { codeOf } from './code-of.ts';
import { mappedErrors } from './mapped-errors.ts';
import { findRefusals, type Refusal } from './refusals.ts';

/** An answer that is wanted at a place. */
export interface Wanted {
  status: number;
  /** What it tells the caller where the service says nothing of its own with this status. */
  message: string;
}

/** Statements that give a wanted answer, in the way of the service. The last one leaves the function. */
export interface Answer {
  text: string;
  status: number;
  /** 0 to 1: how much it is this service's own way. */
  weight: number;
  /** What the file has to import for it. */
  imports?: Edit[];
}

/**
 * How this service would give an answer at a place: as it answers elsewhere in the file, by an error that it turns into
 * that answer, or in the way of the framework whose parameter is at hand. Best first.
 */
export function answersAt(input: TemplateInput, place: Place, wanted: readonly Wanted[]): Answer[] {
  const refusals = refusalsVisible(input, place);
  return wanted.flatMap(({ status, message }, index) => {
    const found = new Map<string, number>();
    const add = (text: string, weight: number) => {
      if (!found.has(text)) found.set(text, weight * 0.9 ** index);
    };
    const same = refusals.find((refusal) => refusal.status === status);
    if (same) add(same.write(status, same.message), isAround(same, place) ? 1.1 : 1);
    for (const refusal of refusals.slice(0, 2)) {
      add(refusal.write(status, message), refusal.status >= 400 ? 0.95 : 0.8);
    }
    for (const name of mappedErrors(input.source, status)) add(`throw new ${name}(${quote(message)});`, 0.9);
    if (refusals.length === 0) {
      const text = byFramework(input.source, place, status, message);
      if (text) add(text, 0.7);
    }
    return [...found].map(([text, weight]) => ({ text, status, weight }));
  });
}

/**
 * For a function below the handlers of a service, whose file says nothing of answers: an error that carries the status, with which
 * Fastify, Express and Koa answer it, or the code that GraphQL puts into its answer.
 */
export function answersBelow({ evidence }: TemplateInput, wanted: readonly Wanted[]): Answer[] {
  const { request } = evidence;
  if (!request) return [];
  return wanted.map(({ status, message }) => {
    const code = isGraphql(request) ? codeOf(status) : null;
    const carried = code === null ? `{ statusCode: ${status} }` : `{ extensions: { code: '${code}' } }`;
    return { text: `throw Object.assign(new Error(${quote(message)}), ${carried});`, status, weight: 1 };
  });
}

function isGraphql({ path, body }: ProbeRequest): boolean {
  const { query } = (typeof body === 'object' && body !== null ? body : {}) as { query?: unknown };
  return /\/graphql\b/.test(path) || (typeof query === 'string' && query.includes('{'));
}

/** Answers of the file whose names are in scope at a place, the nearest kind first. */
function refusalsVisible({ source, scopes }: TemplateInput, place: Place): Refusal[] {
  const visible = new Set(scopes.visible(place).map(({ name }) => name));
  const owners = new Set([place, ...ancestors(place)].map((at) => at.node));
  const rank = (refusal: Refusal) => {
    const owner = functionAround(refusal.place);
    return (refusal.status >= 400 ? 2 : 0) + (owner && owners.has(owner.node) ? 1 : 0);
  };
  return findRefusals(source, scopes)
    .filter((refusal) => refusal.names.length > 0 && refusal.names.every((name) => visible.has(name)))
    .sort((a, b) => rank(b) - rank(a));
}

/** Whether the route itself answers in this way already. */
function isAround(refusal: Refusal, place: Place): boolean {
  const owner = functionAround(refusal.place)?.node;
  return [...ancestors(place)].some(({ node }) => node === owner);
}

/** An answer by the parameter that the framework hands to a handler. */
function byFramework(source: Source, place: Place, status: number, message: string): string | null {
  const body = `{ error: ${quote(message)} }`;
  for (const at of [place, ...ancestors(place)]) {
    const params = 'params' in at.node && Array.isArray(at.node.params) ? at.node.params : [];
    const names = params.map((parameter) => identifierName(parameter as never));
    for (const name of names) {
      if (name === 'res' || name === 'response') {
        return /\.(status|json)\(|express/.test(source.text)
          ? `return ${name}.status(${status}).json(${body});`
          : `${name}.writeHead(${status}, { 'content-type': 'application/json' });\n${name}.end(JSON.stringify(${body}));\nreturn;`;
      }
      if (name === 'reply') return `return reply.code(${status}).send(${body});`;
      if (name === 'c' || (/^(context|ctx)$/.test(name ?? '') && isHono(source))) {
        return `return ${name}.json(${body}, ${status});`;
      }
      if (name === 'ctx') return `ctx.status = ${status};\nctx.body = ${body};\nreturn;`;
    }
  }
  return null;
}

function isHono({ text }: Source): boolean {
  return /from ['"](@hono\/|hono\b)/.test(text) || /\b(ctx|context)\.(json|req\.param)\(/.test(text);
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
