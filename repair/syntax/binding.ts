import type { Node } from 'oxc-parser';
import type { Kind } from './kinds.ts';
import type { Place } from './source.ts';

/** A name that something is bound to. */
export interface Binding {
  name: string;
  kind: Kind;
  /** Where it is declared; a `let` or `const` is not visible before. */
  start: number;
  how: 'parameter' | 'variable' | 'constant' | 'function' | 'class' | 'import' | 'loop';
  /** The node whose text the name is visible in. */
  scope: Node;
}

export interface Scopes {
  /** Names visible at a place, nearest first, each once. */
  visible(place: Place): Binding[];
  binding(place: Place, name: string): Binding | null;
  kind(node: Node): Kind;
  /** How often the value of a binding is read. */
  reads(binding: Binding): number;
}
