import { holdsPerson, sortOf } from './personal-names.ts';
import { type Leaf, type Place, walkText } from './walk-text.ts';

/** Deepest level that is read; what is deeper is left out. */
const DEEPEST = 30;
/** Longest text that is read as JSON, in characters. */
const LONGEST_JSON = 256 * 1024;

/** Gives each text and number of a value to `leaf`, also of JSON within texts; names stand for all below them. */
export function walkValue(value: unknown, place: Place, leaf: Leaf, depth = 0): unknown {
  if (typeof value === 'number') return leaf(value, place);
  if (typeof value === 'string') return walkString(value, place, leaf, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return null;
  if (Array.isArray(value)) return value.map((each) => walkValue(each, place, leaf, depth + 1));
  const entries = Object.entries(value);
  const person = entries.some(([name]) => sortOf(name) === 'personal');
  const made: Record<string, unknown> = {};
  for (const [name, inner] of entries) {
    const whole = place.whole || (typeof inner === 'object' && holdsPerson(name));
    const below = { name, person, ...(whole && { whole }) };
    // A name may be a value: the address in `{"ada@example.org": 3}`.
    made[String(leaf(name, { name: '' }))] = walkValue(inner, below, leaf, depth + 1);
  }
  return made;
}

function walkString(text: string, place: Place, leaf: Leaf, depth: number): string {
  if (/^\s*[[{]/.test(text) && /[\]}]\s*$/.test(text) && text.length <= LONGEST_JSON) {
    try {
      const parsed: unknown = JSON.parse(text);
      const made = JSON.stringify(walkValue(parsed, place, leaf, depth + 1));
      return made === JSON.stringify(parsed) ? text : made;
    } catch {
      // A text that begins like JSON.
    }
  }
  return walkText(text, place, leaf);
}
