import type { DiscoveredFault, Frame } from '../../../domain/discovered.ts';
import { plural, visible } from '../../briefing/words.ts';
import type { Viewer } from '../frame/frame.ts';
import { Regroup } from './regroup.tsx';
import { Facts, Section } from './section.tsx';

/** Frames that are shown before a person asks for more. */
const SHOWN = 12;

/** What is known of a fault that nobody declared: where it fails, what its failures share, and what is missing. */
export function Undeclared({ fault, id, viewer }: { fault: DiscoveredFault; id: string; viewer: Viewer }) {
  const { frames, reason, allowedFiles, missing } = fault;
  const outer = frames.slice(SHOWN);
  return (
    <Section id="undeclared" title="Where it fails">
      {frames.length === 0 && <p>The failure came without a stack.</p>}
      <Frames frames={frames.slice(0, SHOWN)} />
      {outer.length > 0 && (
        <details>
          <summary>{plural(outer.length, 'more frame')}</summary>
          <Frames frames={outer} />
        </details>
      )}
      <p>
        {allowedFiles.length > 0 ? 'A fix may change ' : 'No file is known that a fix may change.'}
        {allowedFiles.map((file, at) => (
          <>
            {at > 0 && ', '}
            <code>{visible(file)}</code>
          </>
        ))}
      </p>
      {missing.length > 0 && (
        <ul>
          {missing.map((sentence) => (
            <li>{visible(sentence)}</li>
          ))}
        </ul>
      )}
      <details>
        <summary>Failures count here that have all of this in common</summary>
        <Facts facts={reason.map(({ part, value }) => [part, <code>{visible(value)}</code>])} />
        <Regroup id={id} viewer={viewer} />
      </details>
    </Section>
  );
}

/** The throwing one first. */
function Frames({ frames }: { frames: readonly Frame[] }) {
  return (
    <ol>
      {frames.map(({ file, function: name, line, inApp, why }) => (
        <li class={inApp ? '' : 'quiet'}>
          <code>
            {visible(file || '?')}
            {line !== null && `:${line}`}
          </code>
          {name && ` in ${visible(name)}`}
          {why && ` – ${why}`}
        </li>
      ))}
    </ol>
  );
}
