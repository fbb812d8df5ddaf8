import { isTerminal } from '../../domain/phases.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, isPassing } from '../exit-codes.ts';
import type { News } from '../follow-stream.ts';
import { oneLine, safeJson } from '../plain-text.ts';
import type { Colours } from '../terminal.ts';
import { timelineRow } from '../views/timeline-rows.ts';
import { clock } from '../views/words.ts';

/**
 * Prints events as they happen. With an incident: its timeline so far, then each new row, until it ends.
 * @returns 0 when that incident is resolved, 1 when it ended otherwise; without one it ends by Ctrl-C only
 */
export async function watch(id: string | undefined, context: CommandContext): Promise<number> {
  const { client, terminal, json, signal } = context;
  let latest = 0;
  /** Shows the new rows of the incident. @returns the exit code once it has ended */
  async function catchUp(): Promise<number | null> {
    if (!id) return null;
    const detail = await client.incident(id).catch(awayForAMoment);
    if (!detail) return null;
    const { incident, timeline } = detail;
    for (const entry of timeline.filter(({ seq }) => seq > latest)) show({ event: 'timeline', entry });
    if (!isTerminal(incident.phase)) return null;
    return incident.phase === 'resolved' ? EXIT.ok : EXIT.failed;
  }
  function show(news: News): void {
    if (news.event === 'timeline') latest = Math.max(latest, news.entry.seq);
    const line = json ? safeJson(news, 0) : describe(news, context, id !== undefined);
    if (line !== null) terminal.say(line);
  }

  for await (const news of client.follow()) {
    if (!id) {
      show(news);
      continue;
    }
    // An event of one incident triggers a read of it; the incident itself has all new rows.
    const about = news.event === 'timeline' ? news.entry.incident_id === id : news.event !== 'incident';
    if (news.event === 'disconnected' && !json) terminal.note(terminal.colours.dim('… the connection broke'));
    const code = about && news.event !== 'disconnected' ? await catchUp() : null;
    if (code !== null) return code;
  }
  return signal.aborted ? EXIT.interrupted : EXIT.failed;
}

/** Null while the app does not answer; the stream reconnects, and its next event triggers the next read. */
function awayForAMoment(error: unknown): null {
  if (isPassing(error)) return null;
  throw error;
}

const NOTHING = { text: '', width: 0 };

function named(id: string, { bold }: Colours): { text: string; width: number } {
  return { text: `${bold(id)}  `, width: id.length + 2 };
}

function describe(news: News, { terminal }: CommandContext, one: boolean): string | null {
  const { colours } = terminal;
  switch (news.event) {
    case 'timeline':
      return timelineRow(news.entry, terminal, one ? NOTHING : named(news.entry.incident_id, colours));
    case 'connected':
      return one ? null : colours.dim('Watching; Ctrl-C ends it.');
    case 'disconnected':
      return colours.dim('… the connection broke; reconnecting');
    case 'refresh':
    case 'incident':
      return null;
    default:
      return `${colours.dim(clock(news.news.at))}  ${news.event.padEnd(17)}  ${oneLine(news.news.message)}`;
  }
}
