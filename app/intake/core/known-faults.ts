import type { DiscoveredFault } from '../../../domain/discovered.ts';
import { shortHash } from '../../../domain/failure/hash.ts';
import { maskText } from '../../../domain/failure/mask-text.ts';
import { sameFault } from '../../../domain/failure/same-fault.ts';
import type { Store } from '../../../store/store.ts';
import type { Analysis } from './analyse.ts';

/** Another process, or a person, may have changed them after this time, in milliseconds. */
const FRESH_MS = 1_000;
/** Longest chain of merges that is followed. */
const MOST_MERGES = 10;

interface Known {
  at: number;
  faults: Map<string, { fault: DiscoveredFault; mergedInto: string | null; split: boolean }>;
}

/** Finds the code under which a failure counts: its own, or that of the fault which it is known to be part of. */
export function createKnownFaults(store: Pick<Store, 'discoveredFaults'>) {
  const services = new Map<string, Known>();
  const loading = new Map<string, Promise<Known>>();

  async function load(service: string): Promise<Known> {
    const rows = await store.discoveredFaults(service);
    const known = { at: performance.now(), faults: new Map(rows.map((row) => [row.fault.code, row])) };
    services.set(service, known);
    return known;
  }

  /** Requests at the same time wait for one reading. */
  async function read(service: string): Promise<Known> {
    const known = services.get(service);
    if (known && performance.now() - known.at < FRESH_MS) return known;
    const reading = loading.get(service) ?? load(service).finally(() => loading.delete(service));
    loading.set(service, reading);
    return reading;
  }

  return {
    /** @returns the fault under whose code the failure counts */
    async resolve(
      service: string,
      { fingerprint, fault }: Analysis,
      message: string,
    ): Promise<DiscoveredFault> {
      const { faults } = await read(service);
      const all = [...faults.values()].map((each) => each.fault);
      let code = faults.has(fingerprint.code)
        ? fingerprint.code
        : (sameFault(fingerprint, fault.source, all) ?? fingerprint.code);
      if (faults.get(code)?.split) code = partOf(code, message);
      for (let left = MOST_MERGES; left > 0; left -= 1) {
        const into = faults.get(code)?.mergedInto;
        if (!into) break;
        code = into;
      }
      const known = faults.get(code)?.fault;
      if (known) return known;
      const found = code === fault.code ? fault : partFault(fault, code, message);
      faults.set(code, { fault: found, mergedInto: null, split: false });
      return found;
    },
  };
}

function partOf(code: string, message: string): string {
  return `ERR_${shortHash(`${code}\n\n${maskText(message)}`)}`;
}

function partFault(fault: DiscoveredFault, code: string, message: string): DiscoveredFault {
  // A base of its own: it is never taken for another fault.
  const reason = [...fault.reason, { part: 'message', value: maskText(message) }];
  return { ...fault, code, base: code, reason };
}
