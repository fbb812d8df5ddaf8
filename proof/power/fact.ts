import type { PowerKind } from '../../domain/power.ts';
import type { SyntaxNode } from '../checks/program.ts';
import type { Reading } from './reading.ts';

/** Something that a program does, named so that two programs can be compared. */
export interface Fact {
  kind: PowerKind;
  /** Equal for equal powers. */
  key: string;
  /** Completes "The fix newly …". */
  what: string;
  /** Where it stands, an offset into the text. */
  at: number;
  /** True for what no fix may gain. */
  refused: boolean;
  /**
   * A name that makes the fact ordinary when the old text, or what was observed of the service, holds it: the name of a
   * member of something that was not made in the file.
   */
  name?: string;
  /** True when doing it in one more place is a power as well. */
  counted?: boolean;
}

export type Add = (
  kind: PowerKind,
  key: string,
  what: string,
  node: SyntaxNode,
  more?: { refused?: boolean; name?: string; counted?: boolean },
) => void;

/** Finds facts of one kind in a program. */
export type FactFinder = (reading: Reading, add: Add) => void;

/** Words of a program as a reviewer may read them in a sentence. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('\uFFFC', '…').trim();
  return `\`${(line.length > 60 ? `${line.slice(0, 59)}…` : line).replaceAll('`', "'")}\``;
}
