import type { Recording, Step } from './recording.ts';

/** A recording stays below this, in bytes of its JSON. */
const LARGEST = 500 * 1024;
/** A text of a step or a body that is longer is cut first, in characters. */
const LONG = 16_000;

/** Cuts a recording that is too large: long bodies, other requests, rows, the first steps, in this order, and names what it cut. */
export function boundRecording(recording: Recording): Recording {
  if (sizeOf(recording) <= LARGEST) return recording;
  const bounded = { ...recording, truncated: [...recording.truncated] };
  for (const cut of CUTS) {
    const name = cut(bounded);
    if (name && !bounded.truncated.includes(name)) bounded.truncated.push(name);
    if (sizeOf(bounded) <= LARGEST) break;
  }
  return bounded;
}

/** Each cuts one thing and gives its name; null where there was nothing to cut. */
const CUTS: ((recording: Recording) => string | null)[] = [
  (recording) => {
    const own = recording.before.filter(({ byOther }) => !byOther);
    if (own.length === recording.before.length) return null;
    recording.before = own;
    return 'before';
  },
  (recording) => {
    if (recording.before.length === 0) return null;
    recording.before = [];
    return 'before';
  },
  (recording) => {
    recording.steps = recording.steps.map(withoutLongTexts);
    return 'steps';
  },
  (recording) => {
    recording.steps = recording.steps.map((step) =>
      step.kind === 'sql' ? { ...step, rows: step.rows.slice(0, 20) } : step,
    );
    return 'rows';
  },
  (recording) => {
    if (recording.response) recording.response = { ...recording.response, body: undefined };
    return 'response';
  },
  (recording) => {
    // What came last is nearest to the failure.
    recording.steps = recording.steps.slice(-40);
    return 'steps';
  },
  (recording) => {
    recording.steps = [];
    return 'steps';
  },
  (recording) => {
    if (recording.request) recording.request = { ...recording.request, body: undefined };
    return 'body';
  },
];

function withoutLongTexts(step: Step): Step {
  return JSON.parse(
    JSON.stringify(step, (_, value: unknown) =>
      typeof value === 'string' && value.length > LONG ? `${value.slice(0, LONG)}…` : value,
    ),
  ) as Step;
}

function sizeOf(recording: Recording): number {
  return Buffer.byteLength(JSON.stringify(recording));
}
