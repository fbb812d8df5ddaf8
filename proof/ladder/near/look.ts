import type { RecordedRequest, Recording } from '../../../domain/recording.ts';
import type { Base, Job } from '../../tools.ts';
import type { NearAnswer } from './ask-in-turn.ts';
import type { CodeWords } from './code-words.ts';
import type { MissLog } from './missed.ts';
import type { NearRequest } from './near-requests.ts';

/** The unchanged service, and the failure beside which is looked. */
export interface Look {
  job: Job;
  base: Base;
  recording: Recording;
  request: RecordedRequest;
  words: CodeWords;
  /** Good requests that are recorded, by the same method. */
  recorded: RecordedRequest[];
  /** Gathers what is not answered. */
  missed: MissLog;
}

/** A request beside the failure, and what it was answered. */
export type Asked = NearRequest & { answer: NearAnswer | null };
