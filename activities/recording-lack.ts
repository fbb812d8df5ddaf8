import type { Recording } from '../domain/recording.ts';

const RECORDER =
  'The recorder would bring them: start the service with "node --import suture-recorder/register".';

/** What a replay has to do without, a sentence each, and what would bring it. */
export function lackOf(recording: Recording | null): string[] {
  if (!recording?.request) {
    if (recording?.reason === 'killed') {
      return [
        'The process ended without a word, so it is not known which requests it was at; none is replayed.',
      ];
    }
    const isKnown = recording?.source === 'recorder';
    return [
      isKnown
        ? 'It belongs to no request: the process ended before one came, or after all had their answers.'
        : `No request of this failure is recorded. ${RECORDER}`,
    ];
  }
  const lacks: string[] = [];
  const takesBody = !['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(recording.request.method.toUpperCase());
  if (takesBody && recording.request.body === undefined) {
    const why = recording.truncated.includes('body') ? 'was too long to keep' : 'was not sent';
    lacks.push(`The body of the request ${why}, so the replay sends none.`);
  }
  if (recording.source !== 'recorder') {
    lacks.push(
      `The rows, cache entries and upstream answers that the request met are not known. ${RECORDER}`,
    );
  }
  const ofMysql = recording.steps.filter((step) => step.kind === 'sql' && step.database === 'mysql').length;
  if (ofMysql > 0) {
    const asked = ofMysql === 1 ? 'A statement of the request' : `${ofMysql} statements of the request`;
    lacks.push(
      `${asked} went to MySQL, which no sandbox has. The incident shows what they asked and what they were answered; a replay cannot.`,
    );
  }
  if (recording.truncated.includes('steps')) {
    lacks.push('The request asked more than a recording holds; the rest is not replayed.');
  }
  return lacks;
}
