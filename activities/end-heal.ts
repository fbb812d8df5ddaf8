import type { CodeHosts } from '../domain/ports/code-host.ts';
import type { Cooldowns } from '../domain/ports/cooldowns.ts';
import type { Knowledge } from '../domain/ports/knowledge.ts';
import type { Store } from '../store/store.ts';
import { readSubjectAt } from './read-subject.ts';
import { rememberFix } from './remember-fix.ts';
import { type HealRun, keyOf } from './run.ts';
import type { ReleaseToVerify, Verification } from './verify-fix.ts';

export interface ResolvedHeal extends ReleaseToVerify {
  verification: Verification;
}

export interface EndedHeal extends HealRun {
  to: 'failed' | 'rolled_back' | 'cancelled';
  /** Stable, for programs: `not_reproduced`, `refused`, `attempts_used_up`, … */
  reason: string;
  /** A sentence that says what a person finds and may do. */
  message: string;
}

export interface EndDeps {
  store: Store;
  codeHosts: CodeHosts;
  knowledge: Knowledge;
  cooldowns: Cooldowns;
}

export function createEndActivities({ store, codeHosts, knowledge, cooldowns }: EndDeps) {
  return {
    /** Remembers the fix that held, starts the fault's cooldown, and resolves the incident. */
    async resolveIncident(heal: ResolvedHeal): Promise<void> {
      const { incident, service, fault } = await readSubjectAt(
        { store, codeHosts },
        heal.incidentId,
        heal.commit,
      );
      await Promise.all([
        rememberFix({ store, codeHosts }, heal, 'learned', knowledge.learn),
        cooldowns.start(service.name, fault.code, incident.id, fault.policy.cooldownSeconds),
      ]);
      const { work, ...verification } = heal.verification;
      await store.moveIncident({
        incidentId: incident.id,
        key: keyOf(heal, 'resolved'),
        to: 'resolved',
        message: `Healed: ${verification.summary}`,
        data: { attempt: heal.attempt, commit: heal.commit, work },
        verification: {
          ...verification,
          run_url: heal.rollout.runUrl,
          verified_at: new Date().toISOString(),
        },
      });
    },

    /** Ends a heal without a fix; everything that was found and tried stays for a person. */
    async endHeal({ to, reason, message, ...run }: EndedHeal): Promise<void> {
      await store.moveIncident({
        incidentId: run.incidentId,
        key: keyOf(run, 'ended'),
        to,
        message,
        data: { reason },
      });
    },
  };
}
