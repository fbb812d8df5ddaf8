import type { ObservedCall } from '../../domain/ports/screen.ts';
import type { Scopes } from '../syntax/binding.ts';
import type { Kind } from '../syntax/kinds.ts';
import { functionName } from '../syntax/nodes.ts';
import type { Source } from '../syntax/source.ts';

/** Gives parameters whose kind nothing in the text shows the kind of the values that the tests pass. */
export function kindsFromCalls(source: Source, scopes: Scopes, calls: readonly ObservedCall[]): void {
  const seen = new Map<string, unknown[][]>();
  const add = (name: string, args: unknown[]) => seen.set(name, [...(seen.get(name) ?? []), args]);
  for (const { path, name, args, isNew, steps = '[]' } of calls) {
    if (path !== source.path) continue;
    add(isNew ? 'constructor' : name.replace(/^.*\./, ''), JSON.parse(args) as unknown[]);
    for (const [method, given] of JSON.parse(steps) as [string, unknown[]][]) add(method, given);
  }
  const functions = source.of('FunctionDeclaration', 'ArrowFunctionExpression', 'FunctionExpression');
  for (const place of functions) {
    const rows = seen.get(functionName(place) ?? '');
    if (!rows) continue;
    for (const [at, parameter] of place.node.params.entries()) {
      const id = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      if (id.type !== 'Identifier') continue;
      const binding = scopes
        .visible(source.placeOf(place.node.body ?? place.node))
        .find(({ name }) => name === id.name);
      const kinds = new Set(rows.filter((row) => at < row.length).map((row) => kindOfValue(row[at])));
      const [only] = kinds;
      if (binding?.kind === 'unknown' && kinds.size === 1 && only) binding.kind = only;
    }
  }
}

function kindOfValue(value: unknown): Kind {
  if (Array.isArray(value)) return 'array';
  if (value === null || value === undefined) return 'unknown';
  const type = typeof value;
  if (type === 'object' && '$value' in (value as object)) return 'unknown';
  if (type === 'object' && '$call' in (value as object)) return 'function';
  return type === 'number' || type === 'string' || type === 'boolean' ? type : 'object';
}
