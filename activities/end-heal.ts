import type { CodeHost } from '../domain/ports/code-host.ts';
import type { Cooldowns } from '../domain/ports/cooldowns.ts';
import type { Knowledge } from '../domain/ports/knowledge.ts';
import type { SutureConfig } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { rememberFix } from './remember-fix.ts';
import { type HealRun, keyOf, readSubject } from './run.ts';
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
  codeHost: CodeHost;
  knowledge: Knowledge;
  cooldowns: Cooldowns;
  config: SutureConfig;
}

export function createEndActivities({ store, codeHost, knowledge, cooldowns, config }: EndDeps) {
  return {
    /** Remembers the fix that held, leaves the fault alone for a while, and resolves the incident. */
    async resolveIncident(heal: ResolvedHeal): Promise<void> {
      const { incident, service, fault } = await readSubject(store, config, heal.incidentId);
      await rememberFix({ store, codeHost, config }, heal, 'learned', knowledge.learn);
      await cooldowns.start(service.name, fault.code, incident.id, fault.policy.cooldownSeconds);
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

    /** Ends a heal that did not heal; everything that was found and tried stays for a person. */
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
