import type { CheckReport } from '../stack/local/check-local.ts';
import type { Local } from '../stack/local/open-local.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with that runs on this machine and asks no Suture. */
export interface LocalContext {
  /**
   * Opens the user's repository.
   * @param commit HEAD unless given
   */
  openLocal(commit: string | undefined): Promise<Local>;
  /** Shows a check on the page of the Suture that has the service; does nothing where none runs or has it. */
  report(check: CheckReport): Promise<void>;
  terminal: Terminal;
  json: boolean;
  /** Whether a person looks at a terminal. */
  live: boolean;
  signal: AbortSignal;
  /** Where the user stands. */
  folder: string;
}
