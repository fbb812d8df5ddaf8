import type { Recording } from '../../../domain/recording.ts';
import { plural } from '../../briefing/words.ts';
import { incidentPath } from '../frame/paths.ts';
import { Facts, NotYet, Section, Verbatim } from './section.tsx';

/** Exactly what was sent of the failing requests of an incident. */
export function RecordingPage({ id, recordings }: { id: string; recordings: readonly Recording[] }) {
  return (
    <>
      <h1>
        What was sent of <a href={incidentPath(id)}>{id}</a>
      </h1>
      {recordings.length === 0 && <NotYet>Nothing was recorded of this incident.</NotYet>}
      {recordings.map((recording, at) => (
        <Section id={`recording-${at + 1}`} title={`${recording.kind} on ${recording.route}`}>
          <Facts
            facts={[
              ['Failed', recording.at],
              ['Came from', recording.source],
              ['Release', recording.release ?? 'unknown'],
              ['Personal values', recording.pseudonyms ? 'made up by the service' : 'as they were'],
              ['Variables by name', recording.environmentNames.join(', ') || '–'],
              ['Asked outside', plural(recording.steps.length, 'step')],
              ['Did not fit', recording.truncated.join(', ') || '–'],
            ]}
          />
          <Verbatim label={`Recording ${at + 1}, as it was sent`} text={JSON.stringify(recording, null, 2)} />
        </Section>
      ))}
    </>
  );
}
