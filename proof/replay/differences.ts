import type { Failure } from '../../domain/evidence.ts';
import type { Recording } from '../../domain/recording.ts';
import { type Dial, describeUnanswered } from '../witness/dials.ts';
import { readStatement } from '../witness/statement.ts';
import { upstreamsOf } from './upstream-answers.ts';

/** What a replay showed, to be compared with what was recorded. */
export interface Replayed {
  /** Null: there was no answer. */
  status: number | null;
  /** The sentence in its body, where it was refused. */
  said?: string | null;
  failure: Failure | null;
  /** What the replay asked the database. */
  statements: string[];
  /** What it asked upstreams, as `NAME METHOD /path`. */
  requests: string[];
  /** Hosts that it dialled and that nothing stands in for; empty where that changed nothing. */
  unanswered?: readonly Dial[];
}

/** How many statements or requests one sentence names. */
const NAMED = 3;

/**
 * How a replay differs from the recorded failure, each a sentence; empty: not at all.
 * @param declared the upstreams that answer what is not recorded as well
 */
export function differences(
  recording: Recording,
  { status, said = null, failure, statements, requests, unanswered = [] }: Replayed,
  declared: readonly string[] = [],
): string[] {
  const found: string[] = [];
  const was = recording.status ?? recording.response?.status;
  if (recording.kind === 'error' && was !== status) {
    const answered = said ? `${status}: “${said}”` : `${status ?? 'nothing'}.`;
    found.push(`Production answered ${was ?? 'nothing'}, the sandbox ${answered}`);
  }
  if (recording.kind === 'crash' && !failure) {
    found.push(
      `The service ended in production; in the sandbox it answered ${status ?? 'nothing'} and continues.`,
    );
  }
  if (recording.kind === 'hang' && status !== null) {
    found.push(`The request hung in production; the sandbox answered it with ${status}.`);
  }
  const known = recording.errors[0] ?? { class: recording.errorClass, message: recording.message };
  if (failure?.errorClass && known.class && failure.errorClass !== known.class) {
    found.push(`Production threw ${known.class}, the sandbox ${failure.errorClass}: ${failure.message}`);
  }
  if (failure?.sqlstate && recording.sqlstate && failure.sqlstate !== recording.sqlstate) {
    found.push(
      `The database refused with ${recording.sqlstate} in production, with ${failure.sqlstate} in the sandbox.`,
    );
  }
  found.push(...places(recording, failure), ...asked(recording, statements, requests));
  found.push(...unrecorded(recording, requests, declared));
  found.push(...unanswered.map((dial) => sentence(describeUnanswered(dial))));
  return found;
}

/** Requests to upstreams that are recorded, for which they have no answer. */
function unrecorded(recording: Recording, requests: string[], declared: readonly string[]): string[] {
  return upstreamsOf(recording).flatMap(({ name, calls }) => {
    if (declared.includes(name)) return [];
    const known = new Set(calls.map(({ method, path }) => `${name} ${method} ${path.split('?')[0]}`));
    const asked = requests.filter((request) => request.startsWith(`${name} `) && !known.has(request));
    const texts = asked.map((request) => request.slice(name.length + 1));
    return named(
      `The recording holds no answer for what the sandbox asked ${name}, so it refused it; a stand-in under "upstreams" in suture.yaml would answer:`,
      texts,
    );
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The first place in the service's own code. */
function places(recording: Recording, failure: Failure | null): string[] {
  const [frame] = failure?.frames ?? [];
  const stack = recording.errors.find((error) => error.stack)?.stack ?? recording.stack;
  if (!frame?.symbol || !stack || stack.includes(frame.symbol)) return [];
  return [
    `The sandbox failed in ${frame.symbol} (${frame.path}:${frame.line}), of which production's stack says nothing.`,
  ];
}

function asked(recording: Recording, statements: string[], requests: string[]): string[] {
  const sent = new Set(statements.map((text) => readStatement(text).masked));
  const lost = recording.steps.flatMap((step) =>
    step.kind === 'sql' && !sent.has(readStatement(step.text).masked) ? [step.text] : [],
  );
  const paths = requests.map((request) => request.split(' ').slice(-1)[0] ?? '');
  const unasked = recording.steps.flatMap((step) => {
    const path =
      step.kind === 'http'
        ? step.url.replace(/^\$\{env:\w+\}[^/?]*|^https?:\/\/[^/]+/, '').split('?')[0]
        : '';
    return path && !paths.includes(path) ? [`${step.kind === 'http' ? step.method : ''} ${path}`] : [];
  });
  return [
    ...named('The sandbox did not send the statement', lost),
    ...named('The sandbox did not ask', unasked),
  ];
}

function named(what: string, all: string[]): string[] {
  const each = [...new Set(all.map((text) => text.replace(/\s+/g, ' ').trim().slice(0, 120)))];
  if (each.length === 0) return [];
  const more = each.length > NAMED ? ` and ${each.length - NAMED} more` : '';
  return [
    `${what} ${each
      .slice(0, NAMED)
      .map((text) => `“${text}”`)
      .join(', ')}${more}.`,
  ];
}
