export { messageOf, sqlstateOf } from './describe-error.ts';
export { createRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
export type { FailureReport } from './recording.ts';
