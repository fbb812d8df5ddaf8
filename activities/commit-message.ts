import { firstWords } from '../domain/cut-words.ts';
import { INCIDENT_TRAILER, KEY_TRAILER } from '../domain/pipeline.ts';

/** What `git log` and GitHub show of a subject; the whole reason is in the body. */
const SUBJECT_LENGTH = 72;
/** At least so much of the reason stands in the subject, however long the prefix is, which the contract fixes. */
const LEAST_REASON = 20;

/** The message of a fix: `[FAULT:<code>] <reason>` in at most 72 characters, the whole reason, and the trailers. */
export function commitMessage(code: string, rationale: string, incidentId: string, key: string): string {
  const reason = rationale.replace(/\s+/g, ' ').trim();
  const prefix = `[FAULT:${code}] `;
  const room = Math.max(SUBJECT_LENGTH - prefix.length, LEAST_REASON);
  const short = firstWords(reason, room);
  const body = short === reason ? '' : `${reason}\n\n`;
  return `${prefix}${short}\n\n${body}${INCIDENT_TRAILER}: ${incidentId}\n${KEY_TRAILER}: ${key}\n`;
}
