import type { ServiceRecord } from '../../domain/service.ts';
import type { FaultDefinition } from '../../domain/service-definition.ts';
import { declaredFaults } from '../briefing/read-state.ts';

export interface Marked {
  service: ServiceRecord;
  fault: FaultDefinition;
  /** The text from the marker on, without what a logger put around it. */
  line: string;
}

/** What follows the marker of a failure; after a prefix one of them tells it from a mention. */
const FIELD = /\s(route|reason|latency)=/;
/** What loggers, containers and syslog put before a message, at its beginning or at its end. */
const PREFIX =
  /^\s*[\d[({<|]|[:|\])}>=,;"'`»-]\s*$|\b(trace|debug|info|notice|warn|warning|error|fatal|critical|severe|stdout|stderr)\b/i;
/** The message of an error, quoted with its stack: its line was counted already. */
const QUOTED = /\b[A-Z]\w*(Error|Exception):\s*$|^\s*Error:\s*$|\b[Cc]aused? ?(by)?\]?:\s*$|^\s*at\s/;

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
  const line = withoutQuote(text.slice(found.at), prefix.at(-1));
  const { service, fault } = found;
  return isOwnLine(prefix, line, fault.logMarker) ? { service, fault, line } : null;
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

/** Up to the end of the quotation that the marker begins, as in `msg="…" ts=…` or in JSON that was cut. */
function withoutQuote(rest: string, before: string | undefined): string {
  if (before !== '"' && before !== "'" && before !== '`') return rest.trimEnd();
  const end = rest.search(before === '"' ? /\\?"/ : before);
  return (end < 0 ? rest : rest.slice(0, end)).replace(/(\\[nrt])+$/, '').trimEnd();
}

function isOwnLine(prefix: string, line: string, marker: string): boolean {
  if (prefix.trim() === '') return prefix === '' || !QUOTED.test(prefix);
  const complete = line === marker || FIELD.test(line);
  return complete && PREFIX.test(prefix) && !QUOTED.test(prefix);
}
