import { resolve } from 'node:path';
import { type ReplayedFile, replayLocal } from '../../stack/local/replay-local.ts';
import { EXIT } from '../exit-codes.ts';
import type { LocalContext } from '../local-context.ts';
import { oneLine, safeJson } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { wrapBehind } from '../views/wrap.ts';

export interface ReplayOptions {
  /** HEAD unless given. */
  ref?: string;
  /** The folder of the recordings. */
  from: string;
}

/**
 * Replays the recordings of healed faults on a commit, in the sandbox.
 * @returns 1 when a failure is back, or a recording could not be replayed
 */
export async function replay({ ref, from }: ReplayOptions, context: LocalContext): Promise<number> {
  const { terminal, json, signal } = context;
  const local = await context.openLocal(ref);
  try {
    const show = (replayed: ReplayedFile) => {
      if (!json) for (const line of replayLines(replayed, terminal)) terminal.say(line);
    };
    const report = await replayLocal(local, resolve(context.folder, from), show, signal);
    if (json) terminal.say(safeJson(report));
    else {
      const back = report.replayed.filter((one) => one.back !== null).length;
      const missed = report.replayed.filter((one) => one.missed !== null).length;
      const seconds = (report.ms / 1000).toFixed(1);
      terminal.say(
        `${report.replayed.length} replayed on ${report.commit.slice(0, 10)} in ${seconds} s: ${back} back, ${missed} not replayable.`,
      );
    }
    return report.ok ? EXIT.ok : EXIT.failed;
  } finally {
    await local.close();
  }
}

function replayLines({ file, title, back, missed }: ReplayedFile, { colours, width }: Terminal): string[] {
  const mark = back === null && missed === null ? colours.green('✓') : colours.red('✗');
  const why = back === null ? missed : `the failure is back: ${back}`;
  const text = `${oneLine(title)} (${oneLine(file)})${why ? `: ${oneLine(why)}` : ''}`;
  return wrapBehind(`${mark} `, text, width, 2);
}
