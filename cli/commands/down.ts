import type { LocalStack } from '../../stack/background/local-stack.ts';
import { EXIT } from '../exit-codes.ts';
import { safeJson } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';

export interface DownOptions {
  /** Removes what the stack kept, too. */
  purge: boolean;
  /** Does not ask. */
  yes: boolean;
}

export interface DownContext {
  stack: LocalStack;
  terminal: Terminal;
  json: boolean;
  /** Asks a person for a yes; null where nobody can answer. */
  confirm(question: string): Promise<boolean | null>;
}

/** Ends the embedded stack with all its processes. The state stays, unless it is to be removed and a person agrees. */
export async function down({ purge, yes }: DownOptions, context: DownContext): Promise<number> {
  const { stack, terminal, json } = context;
  if (purge && !yes) {
    const agreed = await context.confirm(
      `Remove all that Suture kept in ${stack.folder}: incidents, keys, databases?`,
    );
    if (!agreed) {
      terminal.note(
        agreed === null
          ? 'Nobody can answer here, so nothing is changed. Add --yes to remove the state.'
          : 'Nothing is changed.',
      );
      return agreed === null ? EXIT.usage : EXIT.ok;
    }
  }
  if (stack.running()) terminal.note('Stopping');
  const ended = await stack.stop(terminal.note);
  if (purge) await stack.purge(terminal.note);
  if (json) {
    terminal.say(safeJson({ ended, purged: purge, state: stack.folder }));
    return EXIT.ok;
  }
  terminal.say(ended ? 'Suture is stopped; nothing of it runs.' : 'No Suture runs here.');
  if (purge) terminal.say(`What it kept in ${stack.folder} is removed.`);
  else if (ended) terminal.say(`What it knows stays in ${stack.folder}. Start it again: suture up`);
  return EXIT.ok;
}
