import { sql } from 'kysely';
import { DISCOVERED_CODE, type DiscoveredFault } from '../../domain/discovered.ts';
import { Occurrence } from '../../domain/incident.ts';
import type { Recording } from '../../domain/recording.ts';
import type { StoreContext, Tx } from '../context.ts';
import { announce, insertDetected, type Joined, lockFault, open } from '../incidents/record-occurrence.ts';
import { askWhetherReturned, resolvedBefore } from '../incidents/resolved-before.ts';
import { insertDiscovered } from '../recordings/discovered-faults.ts';
import { insertRecording } from '../recordings/recordings.ts';
import { addCounts } from './add-counts.ts';
import { joinFolded } from './join-folded.ts';
import type { Timed } from './join-many.ts';

/** Failures of one fault that arrived together. */
export interface FailureGroup {
  /** Those that get a row, the earliest first; not empty. */
  occurrences: readonly (Occurrence & { at: Date })[];
  /** How many failures they stand for; 0: all of them were counted before. */
  times: number;
  /** What is known of a fault that no definition declares. */
  fault: DiscoveredFault | null;
  /** Recordings that are kept. */
  recordings: readonly Recording[];
  /** Equal failures got rows a moment ago: an open incident only counts these. */
  isRepeat: boolean;
}

/** How long failures of unchanged code count in the incident that ended without a fix, in seconds. */
const GIVEN_UP_SECONDS = 3_600;

type Parsed = Omit<FailureGroup, 'occurrences'> & { occurrences: Timed[] };

interface Counted {
  incident: Joined;
  first: Timed;
  opened: boolean;
}

/**
 * Counts failures in the incidents of their faults, a statement for each fault however many there are, in one transaction.
 * One that is older than the end of the fault's last incident counts in that one: it says nothing about the code that runs now.
 * @param groups at most one for each fault
 * @returns the incident of each group; null where it counts nowhere
 */
export async function recordFailures(
  context: StoreContext,
  groups: readonly FailureGroup[],
): Promise<(string | null)[]> {
  const parsed = groups.map((group) => ({
    ...group,
    occurrences: group.occurrences.map((each) => Occurrence.parse(each) as Timed),
  }));
  const ids = parsed.every(({ isRepeat }) => isRepeat) ? await countRepeats(context, parsed) : null;
  return ids ?? countAll(context, parsed);
}

/** The usual case in a storm. Null, with nothing counted, where an incident has ended meanwhile. */
async function countRepeats(context: StoreContext, groups: readonly Parsed[]): Promise<string[] | null> {
  const firsts = groups.map(({ occurrences }) => occurrences[0] as Timed);
  const counts = groups.map(({ times }, at) => ({ ...(firsts[at] as Timed), times }));
  const incidents = counts.length === 0 ? [] : await addCounts(context, counts);
  if (!incidents) return null;
  for (const [at, incident] of incidents.entries()) {
    announce(context, firsts[at] as Timed, { incident, seq: null });
  }
  return incidents.map(({ id }) => id);
}

async function countAll(context: StoreContext, groups: readonly Parsed[]): Promise<(string | null)[]> {
  // One order for all transactions, so that no two wait for each other.
  const ordered = [...groups].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const counted = new Map<Parsed, Counted & { seq: number | null }>();
  await context.db.transaction().execute(async (tx) => {
    for (const group of ordered) {
      const found = await countGroup(tx, group);
      if (!found) continue;
      counted.set(group, { ...found, seq: null });
      if (group.fault) await insertDiscovered(tx, group.fault);
      const of = { faultCode: found.first.faultCode, incidentId: found.incident.id };
      for (const recording of group.recordings) await insertRecording(tx, recording, of);
    }
    // Writers of the timeline wait for each other until they commit, so its rows come last.
    for (const each of counted.values()) {
      if (each.opened) each.seq = await insertDetected(tx, each.incident.id, each.first);
    }
  });
  for (const each of counted.values()) announce(context, each.first, each);
  return groups.map((group) => counted.get(group)?.incident.id ?? null);
}

async function countGroup(
  tx: Tx,
  { occurrences, times }: { occurrences: Timed[]; times: number },
): Promise<Counted | null> {
  const [first] = occurrences;
  if (!first) return null;
  const current = await joinFolded(tx, occurrences, times);
  if (current) return { incident: current, first, opened: false };
  if (times > 0) await lockFault(tx, first);
  const last = occurrences.at(-1) as Timed;
  const ended = (await endedSince(tx, last)) ?? (await gaveUp(tx, last));
  const late = ended && (await joinFolded(tx, occurrences, times, ended));
  if (late) return { incident: late, first, opened: false };
  if (times === 0) return null;
  const resolved = await resolvedBefore(tx, last);
  const returned = resolved && (await joinFolded(tx, occurrences, times, resolved.id));
  if (resolved && returned) {
    const releases = occurrences.map(({ buildSha }) => buildSha);
    await askWhetherReturned(tx, resolved, releases);
    return { incident: returned, first, opened: false };
  }
  const opened = await open(tx, first);
  const incident = await joinFolded(tx, occurrences, times);
  if (!incident) throw new Error('an incident was opened and ended within one transaction');
  return { incident, first, opened: opened !== null };
}

/** The incident of a fault that ended after an occurrence of it. */
async function endedSince(tx: Tx, { service, faultCode, at }: Timed): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from incidents
    where service = ${service} and fault_code = ${faultCode} and ended_at >= ${at}
    order by ended_at limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

/**
 * The incident whose heal ended without a fix on the code that failed again. Another heal of the same code would end alike,
 * so a service that crashes at each start opens one incident, which a person may retry, and not one for each crash.
 */
async function gaveUp(tx: Tx, { service, faultCode, at, buildSha }: Timed): Promise<string | null> {
  // A declared fault is asked for again by those who declared it.
  if (!DISCOVERED_CODE.test(faultCode)) return null;
  const { rows } = await sql<{ id: string }>`
    select id from incidents
    where service = ${service} and fault_code = ${faultCode} and phase in ('failed', 'cancelled')
      and ended_at > ${at}::timestamptz - make_interval(secs => ${GIVEN_UP_SECONDS})
      and exists (select from occurrences o
        where o.incident_id = incidents.id and o.build_sha is not distinct from ${buildSha}::text)
    order by ended_at desc limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

function keyOf({ occurrences }: { occurrences: Timed[] }): string {
  return `${occurrences[0]?.service}\n${occurrences[0]?.faultCode}`;
}
