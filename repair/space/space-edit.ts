import type { Node } from 'oxc-parser';
import type { Scopes } from '../syntax/binding.ts';
import type { Edit } from '../syntax/edits.ts';
import type { Kind } from '../syntax/kinds.ts';
import type { Place, Source } from '../syntax/source.ts';

/** One change of the wide space: cheap to make, and judged by running it. */
export interface SpaceEdit {
  edits: Edit[];
  /** How often a change of this kind is right where it passes, 0 to 1. */
  weight: number;
  /** The node that is held to be wrong. */
  at: Node;
  /** The kind of change, such as `operator`. */
  kind: string;
}

/** Values that failing tests compare, as far as they fit into a line of code. */
export interface Observed {
  /** Expected values, as JavaScript. */
  expected: readonly string[];
  /** Errors that are expected, as `new` expressions. */
  errors: readonly string[];
  /** Pieces of texts in which actual and expected ones differ; the first may be empty. */
  pieces: readonly (readonly [actual: string, expected: string])[];
  /** Names of members that expected objects have and actual ones lack. */
  absent?: readonly string[];
  /** Whether a promise stood where a value was expected. */
  promised?: boolean;
}

/** A member of the objects that the tests pass, which the code reads nowhere. */
export interface Unread {
  name: string;
  kind: Kind;
}

/** What a part of the space looks at. */
export interface SpaceInput {
  source: Source;
  scopes: Scopes;
  /** Numbers and texts that the failing tests pass, as JavaScript. */
  constants: readonly string[];
  /** What failing tests wait for. */
  observed?: Observed;
  unread?: readonly Unread[];
  /** Whether a place may be wrong at all: it ran in a failing test, or nobody knows. */
  suspected(place: Place): boolean;
}

/** A part of the space. */
export type SpacePart = (input: SpaceInput) => Iterable<SpaceEdit>;

/** A change that puts a text in the place of a node. */
export function replacing(node: Node, text: string, weight: number, kind: string): SpaceEdit {
  return { edits: [{ start: node.start, end: node.end, text }], weight, at: node, kind };
}

/** Whether a node needs brackets before something is put around it or behind it. */
function isSimple(node: Node): boolean {
  return /^(Identifier|Literal|MemberExpression|CallExpression|ArrayExpression|ThisExpression|TemplateLiteral)$/.test(
    node.type,
  );
}

/** The text of a node, in brackets where it needs them. */
export function bracketed(source: Source, node: Node): string {
  const text = source.slice(node);
  return isSimple(node) ? text : `(${text})`;
}
