import type { RunningStack } from '../stack/background/running-stack.ts';
import type { Client } from './client.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface CommandContext {
  client: Client;
  terminal: Terminal;
  /** One JSON value on stdout instead of text for a person; `watch` writes one a line. */
  json: boolean;
  /** Asks a person for a yes; null where nobody can answer. */
  confirm(question: string): Promise<boolean | null>;
  /** The stack on this machine that answers; null where SUTURE_URL names another, or none runs. */
  stack: RunningStack | null;
  /** The keys of services that this user keeps for that Suture. */
  keys: {
    /** @throws SutureError `state_damaged` */
    find(service: string): string | null;
    keep(service: string, key: string): void;
  };
  /** Who decides, for the timeline. */
  user: string;
  /** Aborted on Ctrl-C. */
  signal: AbortSignal;
}
