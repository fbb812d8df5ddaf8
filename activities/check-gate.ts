import { SutureError } from '../domain/errors.ts';
import { isTerminal } from '../domain/phases.ts';
import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Cooldowns } from '../domain/ports/cooldowns.ts';
import { requireApproval } from '../domain/require-approval.ts';
import type { FaultPolicy, Severity } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { changeBefore } from './open-change.ts';
import { refreshDefinition } from './read-definition.ts';
import { readAttached, readSubject, type Subject } from './read-subject.ts';
import { type HealRun, keyOf } from './run.ts';

/** What the workflow needs to know of the incident; everything else stays with the steps. */
export interface HealPlan {
  service: string;
  faultCode: string;
  title: string;
  severity: Severity;
  policy: FaultPolicy;
  /** The task queue of reproduction and proof. */
  heavyTaskQueue: string;
  /** Whether people can be notified. Absent in histories from before there was one. */
  notifies?: boolean;
}

export type Gate =
  | { open: true; plan: HealPlan }
  /** `waitMs`: look again after this time at the latest; a `wake` signal comes sooner. */
  | { open: false; plan: HealPlan; why: string; waitMs: number };

export interface GateDeps {
  store: Store;
  cooldowns: Cooldowns;
  codeHosts: CodeHosts;
  /** The setting `APPROVAL_FOR`: codes whose fixes need an approval, besides what their policies say. */
  approvalFor?: string | undefined;
  heavyTaskQueue: string;
  notifies: boolean;
}

const HOUR_MS = 3_600_000;

export function createGateActivities(deps: GateDeps) {
  const { store, cooldowns, approvalFor, heavyTaskQueue, notifies } = deps;

  /** Why the heal may not begin now, or null. */
  async function obstacle(
    run: HealRun,
    { incident, service, fault }: Subject,
  ): Promise<{ why: string; waitMs: number } | null> {
    const healing = await store.healing();
    if (healing.paused) {
      return { why: `Healing is paused: ${healing.reason ?? 'no reason given'}.`, waitMs: HOUR_MS };
    }
    const { closed } = await changeBefore(deps, service, fault.code);
    if (closed !== null) {
      const why = `${closed} Suture opens no other until you ask for one: suture retry ${incident.id}`;
      await store.beginWait({
        ...{
          incidentId: incident.id,
          step: 'closed',
          kind: 'person',
          on: 'a person',
          url: null,
          untilMs: null,
        },
        reason: why,
        note: { key: keyOf(run, 'closed_before'), message: why },
      });
      return { why, waitMs: HOUR_MS };
    }
    const remainingMs = await cooldowns.remaining(service.name, fault.code);
    if (remainingMs === null) return null;
    const seconds = Math.ceil(remainingMs / 1000);
    return {
      why: `${fault.code} was healed a moment ago; its cooldown ends in ${seconds} s.`,
      waitMs: remainingMs,
    };
  }

  return {
    /**
     * Whether the heal may begin; if not, the incident is `cooling_down` until it may.
     * @throws `incident_ended` (benign) when someone else ended the incident; `unknown_fault`, `definition_missing`
     */
    async checkGate(run: HealRun): Promise<Gate> {
      const { incident, record } = await readAttached(store, run.incidentId);
      if (isTerminal(incident.phase)) {
        throw new SutureError('incident_ended', `${incident.id} is ${incident.phase} already.`, {
          benign: true,
        });
      }
      // What could not be read when the service was attached may have been corrected since.
      if (!record.definition || !record.definitionCommit) await refreshDefinition(deps, record.name);
      const subject = await readSubject(store, incident.id);
      const { service, fault } = subject;
      const plan: HealPlan = {
        service: service.name,
        faultCode: fault.code,
        title: fault.title,
        severity: fault.severity,
        policy: requireApproval(fault, approvalFor),
        heavyTaskQueue,
        notifies,
      };
      const found = await obstacle(run, subject);
      if (!found) return { open: true, plan };
      if (incident.phase === 'detected') {
        const key = keyOf(run, 'cooling_down');
        await store.moveIncident({ incidentId: incident.id, key, to: 'cooling_down', message: found.why });
      }
      return { open: false, plan, ...found };
    },
  };
}
