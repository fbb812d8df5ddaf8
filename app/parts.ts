import type { LiveEvents } from '../domain/ports/live-events.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Tracing } from '../domain/ports/tracing.ts';
import type { Settings } from '../domain/settings.ts';
import type { Store } from '../store/store.ts';
import type { TimelineFeed } from './briefing/timeline-feed.ts';

/** What the routes work with; made by the composition root, or by a test. */
export interface AppParts {
  settings: Readonly<Settings>;
  store: Store;
  events: LiveEvents;
  feed: TimelineFeed;
  tracing: Tracing;
  /** One structured line for each request; stdout. */
  logger: Logger;
  /** Writes one line to the log, which is stderr. */
  log(line: string): void;
  /** Puts a marker in the place of each secret in a text. */
  hideSecrets(text: string): Promise<string>;
  /** Aborted when the app is about to end: streams end, connections are not kept. */
  stopping: AbortSignal;
}
