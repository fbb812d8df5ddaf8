import type { DiscoveredFault } from '../../../domain/discovered.ts';
import type { Occurrence } from '../../../domain/incident.ts';
import type { FailureGroup, Store } from '../../../store/store.ts';
import { timeOf, toOccurrence } from '../recording.ts';
import type { Arrived } from './arrived.ts';
import type { CountOnce } from './count-once.ts';
import type { FindFault } from './find-fault.ts';
import { type Hide, hideInAll, withoutSecrets } from './hide-secrets.ts';

/** Rows that the first batch of a fault keeps where SDKs report it, later ones one: a storm of equal failures is a number. */
const MOST_ROWS = 3;
/** A fault in a storm keeps what its failures showed this often, in milliseconds; between, it only counts. */
const KEEP_MS = 500;
/** Faults in a storm that are remembered. */
const MOST_FAULTS = 1_000;

interface Draft {
  code: string;
  fault: DiscoveredFault | null;
  times: number;
  rows: Arrived[];
  /** When none of a draft is new: what it says of the fault. */
  any: Arrived;
}

/** What a fault in a storm has shown last. */
interface Kept {
  at: number;
  /** Another release may fail in the same way, and must be seen to. */
  release: string | null;
  occurrence: Occurrence & { at: Date };
}

interface Placed {
  /** The index of its group; null: it was counted in another batch. */
  group: number | null;
  incidentId: string | null;
  known: boolean;
}

interface Deps {
  store: Pick<Store, 'incidentsOfKeys'>;
  hide: Hide;
  once: CountOnce;
  findFault: FindFault;
}

/** Those whose exact count a sender relies on: each has a row, by whose key it is known after a restart. */
function sendsAgain({ source }: Arrived['recording']): boolean {
  return source === 'recorder' || source === 'cloudwatch';
}

/** Makes groups of the failures of a batch, one for each fault, with each failure counted once and without secrets. */
export function createGroups({ store, hide, once, findFault }: Deps) {
  const kept = new Map<string, Kept>();

  /** Those whose exact count a sender relies on: a recorder sends again what was not answered, also after a restart. */
  async function countedBefore(batch: readonly Arrived[]): Promise<Map<string, string>> {
    const keys = new Map<string, string[]>();
    for (const { recording, service } of batch) {
      if (!sendsAgain(recording)) continue;
      keys.set(service.name, [...(keys.get(service.name) ?? []), recording.key]);
    }
    const found = new Map<string, string>();
    for (const [service, own] of keys) {
      for (const [key, id] of Object.entries(await store.incidentsOfKeys(service, own))) {
        found.set(`${service}\n${key}`, id);
      }
    }
    return found;
  }

  async function groupOf(name: string, draft: Draft): Promise<FailureGroup> {
    const { code, fault, times, rows, any } = draft;
    const last = kept.get(name);
    const mustKeep = rows.some(({ recording }) => sendsAgain(recording));
    const { release, at } = (rows[0] ?? any).recording;
    if (last && !mustKeep && last.release === release && performance.now() - last.at < KEEP_MS) {
      const repeat = { ...last.occurrence, key: null, at: timeOf(at) };
      return { occurrences: [repeat], times, fault: null, recordings: [], isRepeat: true };
    }
    const clean = await Promise.all(
      (rows.length > 0 ? rows : [any]).map(async ({ recording, service }) => ({
        service,
        recording: await withoutSecrets(recording, hide),
      })),
    );
    const occurrences = clean
      .map(({ recording, service }) => {
        const declared = service.definition?.faults.find((each) => each.code === code) ?? null;
        return toOccurrence(recording, service, code, declared, fault);
      })
      .sort((one, other) => one.at.getTime() - other.at.getTime());
    const [occurrence] = occurrences;
    if (occurrence) kept.set(name, { at: performance.now(), release, occurrence });
    if (kept.size > MOST_FAULTS) kept.delete(kept.keys().next().value as string);
    const recordings = rows.length > 0 ? clean.map(({ recording }) => recording) : [];
    return {
      occurrences,
      times,
      fault: fault && (await hideInAll(fault, hide)),
      recordings,
      isRepeat: false,
    };
  }

  return async function groupUp(
    batch: readonly Arrived[],
  ): Promise<{ groups: FailureGroup[]; placed: Placed[]; undo(): void }> {
    const before = await countedBefore(batch);
    const drafts = new Map<string, Draft>();
    const names: (string | null)[] = [];
    const placed: Placed[] = [];
    const fresh: string[] = [];
    for (const each of batch) {
      const { recording, service } = each;
      const key = `${service.name}\n${recording.key}`;
      const incidentId = before.get(key) ?? null;
      if (incidentId !== null) {
        names.push(null);
        placed.push({ group: null, incidentId, known: true });
        continue;
      }
      const { code, fault } = await findFault(each);
      const name = `${service.name}\n${code}`;
      const draft = drafts.get(name) ?? { code, fault, times: 0, rows: [], any: each };
      drafts.set(name, draft);
      names.push(name);
      const isFresh = once.isFresh(key);
      placed.push({ group: null, incidentId: null, known: !isFresh });
      if (!isFresh) continue;
      fresh.push(key);
      const most = kept.has(name) ? 1 : MOST_ROWS;
      if (sendsAgain(recording) || draft.rows.length < most) draft.rows.push(each);
      const counts = once.counts(name, recording.source, timeOf(recording.at).getTime());
      if (counts) draft.times += 1 + recording.repeated;
    }
    const order = [...drafts.keys()];
    const groups = await Promise.all([...drafts].map(([name, draft]) => groupOf(name, draft)));
    for (const [at, place] of placed.entries()) {
      const name = names[at];
      if (name !== null && name !== undefined) place.group = order.indexOf(name);
    }
    return { groups, placed, undo: () => fresh.forEach(once.forget) };
  };
}
