import { isTerminal } from '../../domain/phases.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, isPassing } from '../exit-codes.ts';
import type { News } from '../follow-stream.ts';
import { oneLine, safeJson } from '../plain-text.ts';
import type { Colours } from '../terminal.ts';
import { timelineRow } from '../views/timeline-rows.ts';
import { clock } from '../views/words.ts';

/**
 * Shows what happens as it happens. With an incident: its timeline so far, then the rest, and an end when it ends.
 * @returns 0 when that incident is resolved, 1 when it ended otherwise; without one it ends by Ctrl-C only
 */
export async function watch(id: string | undefined, context: CommandContext): Promise<number> {
  const { client, terminal, json, signal } = context;
  let told = 0;
  /** The rows of the incident that were not told yet; the exit code once it has ended. */
  async function catchUp(): Promise<number | null> {
    if (!id) return null;
    const detail = await client.incident(id).catch(awayForAMoment);
    if (!detail) return null;
    const { incident, timeline } = detail;
    for (const entry of timeline.filter(({ seq }) => seq > told)) tell({ event: 'timeline', entry });
    if (!isTerminal(incident.phase)) return null;
    return incident.phase === 'resolved' ? EXIT.ok : EXIT.failed;
  }
  function tell(news: News): void {
    if (news.event === 'timeline') told = Math.max(told, news.entry.seq);
    const line = json ? safeJson(news, 0) : describe(news, context, id !== undefined);
    if (line !== null) terminal.say(line);
  }

  for await (const news of client.follow()) {
    if (!id) {
      tell(news);
      continue;
    }
    // What the stream says of one incident is a reason to look; the incident itself says what there is to tell.
    const about = news.event === 'timeline' ? news.entry.incident_id === id : news.event !== 'incident';
    if (news.event === 'disconnected' && !json) terminal.note(terminal.colours.dim('… the connection broke'));
    const code = about && news.event !== 'disconnected' ? await catchUp() : null;
    if (code !== null) return code;
  }
  return signal.aborted ? EXIT.interrupted : EXIT.failed;
}

/** The app is rolled out while it heals itself; the stream comes back, and then there is the next look. */
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
      return colours.dim('… the connection broke; coming back');
    case 'refresh':
    case 'incident':
      return null;
    default:
      return `${colours.dim(clock(news.news.at))}  ${news.event.padEnd(17)}  ${oneLine(news.news.message)}`;
  }
}
