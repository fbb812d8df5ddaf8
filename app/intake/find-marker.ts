import type { ServiceRecord } from '../../domain/service.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';
import { declaredFaults } from '../briefing/read-state.ts';
import { isLogPrefix } from './log-prefix.ts';

/** What the package `debug` puts behind a message. */
const AFTER_DEBUG = /\s\+\d{1,9}(ms|s|m|h|d)\s*$/;

export interface Marked {
  service: ServiceRecord;
  fault: FaultDefinition;
  /** The text from the marker on, without what a logger put around it. */
  line: string;
}

/** What follows the marker of a failure; after a prefix one of them tells it from a mention. */
const FIELD = /\s(route|reason|latency)=/;
/** What may follow the end of a quotation that is a field: nothing, other fields, what closes an object. A sentence may not. */
const AFTER_FIELD = /^[\s,;)\]}]*($|[\w.@-]+=|\\*["'{[]|[\w.@-]+:|\d|[+(<])/;

/** Finds the marker of a declared fault in one text; the longest of those at the first place. */
export function findMarker(text: string, services: readonly ServiceRecord[]): Marked | null {
  const places = declaredFaults(services).flatMap((declared) => {
    const at = placeOf(text, declared.fault.logMarker);
    return at === null ? [] : [{ ...declared, at }];
  });
  const [found] = places.sort(
    (one, other) => one.at - other.at || other.fault.logMarker.length - one.fault.logMarker.length,
  );
  if (!found) return null;
  const prefix = text.slice(0, found.at);
  const [line, rest] = splitQuote(text.slice(found.at), prefix.at(-1));
  const { service, fault } = found;
  const isOwn = prefix.trim() === '' || isLogged(prefix, line, rest, fault.logMarker);
  return isOwn ? { service, fault, line } : null;
}

/** A marker stands alone: one fault's marker may be the beginning of another's. */
function placeOf(text: string, marker: string): number | null {
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + marker.length] ?? ' ';
    if (!/[\w-]/.test(before) && /[\s"'`\\]/.test(after)) return at;
  }
  return null;
}

/** The quotation that the marker begins, as in `msg="…" ts=…` or in JSON that was cut, and what follows it. */
function splitQuote(rest: string, before: string | undefined): [line: string, rest: string] {
  if (before !== '"' && before !== "'" && before !== '`')
    return [rest.replace(AFTER_DEBUG, '').trimEnd(), ''];
  const end = rest.search(before === '"' ? /\\*"/ : before);
  const line = end < 0 ? rest : rest.slice(0, end);
  const after = end < 0 ? '' : rest.slice(end).replace(/^\\*["'`]/, '');
  return [line.replace(/(\\[nrt])+$/, '').trimEnd(), after];
}

/** Behind a prefix: the prefix is a logger's, and the line is whole, so that no mention counts. */
function isLogged(prefix: string, line: string, rest: string, marker: string): boolean {
  const isWhole = line === marker || FIELD.test(line);
  return isWhole && AFTER_FIELD.test(rest) && isLogPrefix(prefix);
}
