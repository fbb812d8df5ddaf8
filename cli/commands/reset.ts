import { setTimeout as pause } from 'node:timers/promises';
import { SutureError } from '../../domain/errors.ts';
import type { Client, Reset } from '../client.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, isPassing } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';
import { span } from '../views/words.ts';

/** Polling interval, in milliseconds. */
const LOOK_MS = 250;

const STEPS: Record<Reset['status'], string> = {
  requested: 'requested; running heals are stopped',
  heals_cancelled: 'the heals are stopped',
  cleared: 'incidents are deleted, cooldowns are cleared',
  code_pushed: 'the faulty code is committed; it is rolled out now',
  live: 'the faulty code takes the traffic',
  done: 'done',
  failed: 'failed',
};

export interface ResetOptions {
  wait: boolean;
  /** Does not ask. */
  yes?: boolean;
}

const QUESTION =
  'Delete the incidents of all services with baselines, and push and roll out their faulty code, so that they fail again?';

/**
 * Resets the demonstration, once a person agrees, and shows each step until it is done. Follows a reset that runs already.
 */
export async function reset({ wait, yes = false }: ResetOptions, context: CommandContext): Promise<number> {
  const { client, terminal, json, signal } = context;
  const agreed = yes || (await context.confirm(QUESTION));
  if (agreed === null) {
    throw new SutureError(
      'usage',
      'A reset deletes incidents and pushes faulty code, and nobody can confirm it here. Pass --yes.',
    );
  }
  if (!agreed) {
    terminal.note('Nothing was reset.');
    return EXIT.failed;
  }
  const since = performance.now();
  let shown: Reset['status'] | null = null;
  const show = (now: Reset) => {
    if (now.status !== shown && !json)
      terminal.say(`+${span(performance.now() - since)}  ${STEPS[now.status]}`);
    shown = now.status;
  };
  let now: Reset = await ask(client);
  show(now);
  while (wait && now.status !== 'done' && now.status !== 'failed') {
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
    now = await look(client, now);
    show(now);
  }
  if (json) terminal.say(safeJson(now));
  else if (now.status === 'done') {
    const commit = now.code_reset.commit?.slice(0, 10) ?? 'no commit';
    terminal.say(
      `${now.deleted} incidents deleted, ${now.cooldowns_cleared} cooldowns cleared, code ${now.code_reset.status} (${commit})`,
    );
  } else if (now.status === 'failed') terminal.note(oneLine(now.error ?? 'The reset failed.'));
  return now.status === 'failed' ? EXIT.failed : EXIT.ok;
}

/** Returns the reset that failed meanwhile, too: its row says why. */
async function ask(client: Client): Promise<Reset> {
  try {
    return await client.reset();
  } catch (error) {
    const id = error instanceof SutureError ? /^(RESET-\d+)/.exec(error.message)?.[1] : undefined;
    if (!(error instanceof SutureError) || error.type !== 'reset_failed' || !id) throw error;
    return client.resetStatus(id);
  }
}

/** The last known state while the app does not answer. */
async function look(client: Client, now: Reset): Promise<Reset> {
  try {
    return await client.resetStatus(now.reset_id);
  } catch (error) {
    if (isPassing(error)) return now;
    throw error;
  }
}
