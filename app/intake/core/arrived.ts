import type { Recording } from '../../../domain/recording.ts';
import type { ServiceRecord } from '../../../domain/service.ts';

/** A failure on its way into the database. */
export interface Arrived {
  recording: Recording;
  service: ServiceRecord;
}
