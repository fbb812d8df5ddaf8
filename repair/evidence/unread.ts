import type { ObservedCall } from '../../domain/ports/screen.ts';
import type { Unread } from '../space/space-edit.ts';
import type { Kind } from '../syntax/kinds.ts';
import { fieldName } from '../syntax/kinds.ts';
import type { Source } from '../syntax/source.ts';

/** Members of objects that failing calls pass, and that a file names nowhere but in its types. */
export function unreadMembers(source: Source, calls: readonly ObservedCall[]): Unread[] {
  const known = new Set<string | null>();
  for (const { node } of source.of('MemberExpression')) known.add(fieldName(node.property));
  for (const { node } of source.of('Property')) known.add(fieldName(node.key));
  const found = new Map<string, Kind>();
  const look = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > 3 || '$call' in value) return;
    for (const [name, member] of Object.entries(value)) {
      if (!Array.isArray(value) && /^[A-Za-z_]\w*$/.test(name) && !known.has(name))
        found.set(name, kindOf(member));
      look(member, depth + 1);
    }
  };
  for (const { path, args, steps = '[]', failing } of calls)
    if (failing && path === source.path) for (const text of [args, steps]) look(JSON.parse(text), 0);
  // Objects with many unknown members are tables, whose names are data.
  return found.size > 6 ? [] : [...found].map(([name, kind]) => ({ name, kind }));
}

function kindOf(value: unknown): Kind {
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'number' || type === 'string' || type === 'boolean' ? type : 'unknown';
}
