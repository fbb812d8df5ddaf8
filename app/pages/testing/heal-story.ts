import { createTwoFilesPatch } from 'diff';
import { type Candidate, Verdict } from '../../../domain/fix.ts';
import type { Phase } from '../../../domain/phases.ts';
import type { FaultDefinition } from '../../../domain/service-definition.ts';
import type { Store } from '../../../store/store.ts';
import { analysisOf } from './analysis-of.ts';

export const BEFORE = `import type { FaultContext } from '../fault-context.ts';

/** Runs one statement. */
export async function run({ db }: FaultContext): Promise<Record<string, unknown>> {
  await db.query('SELECT FROM');
  return { ok: true };
}
`;
export const AFTER = BEFORE.replace("'SELECT FROM'", "'SELECT 1' /* it must be a statement */");
export const FIX_COMMIT = 'f1'.repeat(20);
const RUN_URL = 'http://127.0.0.1:8001/runs/7';

const candidate = (id: string, rationale: string, confidence: number): Candidate => ({
  id,
  provider: 'repair',
  edits: [{ path: 'src/faults/sql.ts', content: AFTER }],
  rationale,
  templates: ['sql-syntax'],
  confidence,
});

function verdict(candidateId: string, proven: boolean): Verdict {
  const steps = ['files', 'exports', 'powers', 'types', 'build', 'start', 'probe'].map((name) => ({
    name,
    passed: proven || name !== 'probe',
    detail: proven || name !== 'probe' ? '' : 'answered 500 instead of 200\nsyntax error at end of input',
    durationMs: name === 'types' ? 1_840 : 130,
  }));
  return Verdict.parse({
    candidateId,
    proven,
    steps,
    summary: proven
      ? '5 of 5 runs of this request passed: at least 50 % of its runs succeed, with 97 % confidence. The figure says nothing about any other request'
      : '0 of 5 runs passed.',
    runs: 5,
    passedRuns: proven ? 5 : 0,
    failures: proven
      ? []
      : [{ count: 5, status: 500, message: 'syntax error at end of input', output: 'stderr' }],
    observations: {},
    durationMs: 2_950,
  });
}

export interface HealStory {
  incidentId: string;
  /** Continues until the incident is in this phase. */
  until(phase: Phase): Promise<void>;
}

/** Opens an incident of a fault by real failing requests, and writes what a heal of it would, phase by phase. */
export async function startHealStory(
  store: Store,
  service: string,
  fault: FaultDefinition,
  requests = 1,
): Promise<HealStory> {
  const reason = 'sql_syntax_error';
  const occurrence = () => ({
    service,
    faultCode: fault.code,
    faultType: fault.type,
    severity: fault.severity,
    route: fault.route,
    reason,
    logLine: `${fault.logMarker} route=${fault.route} reason=${reason} latency=0.01`,
    latencyMs: 12,
    errorClass: 'DatabaseError',
    message: 'syntax error at end of input',
    sqlstate: '42601',
  });
  const { incidentId } = await store.recordOccurrence(occurrence());
  for (let n = 1; n < requests; n += 1) await store.recordOccurrence(occurrence());

  const move = (to: Phase, message: string, more: Partial<Parameters<Store['moveIncident']>[0]> = {}) =>
    store.moveIncident({ incidentId, key: `story/${to}`, to, message, ...more });
  const note = (key: string, message: string) => store.addNote({ incidentId, key: `story/${key}`, message });
  const steps: [Phase, () => Promise<unknown>][] = [
    ['analyzing', () => move('analyzing', 'Replays the fault in the sandbox (bubblewrap).')],
    [
      'fixing',
      async () => {
        await store.saveAnalysis(incidentId, analysisOf(incidentId, service, fault));
        await note('reproduced', 'Reproduced: 5 of 5 runs failed on d0d0d0d0d0.');
        await move('fixing', 'Attempt 1 of 3: looks for fixes (repair).');
      },
    ],
    [
      'validating',
      async () => {
        await store.saveProposal(incidentId, 1, {
          provider: 'repair',
          rootCause: {
            source: 'repair',
            confidence_score: 0.82,
            explanation: 'The statement "SELECT FROM" is not valid SQL: a list of columns is missing.',
          },
          candidates: [
            candidate('wrong', 'Removes the statement.', 0.7),
            candidate('right', 'Completes the statement so that it parses.', 0.6),
          ],
          refusal: null,
          usage: { inputTokens: 3_120, outputTokens: 480, costUsd: 0.0166 },
        });
        await move('validating', "Puts 2 of repair's fixes to the proof, best first.", {
          rootCause: {
            source: 'repair',
            confidence_score: 0.82,
            explanation: 'The statement "SELECT FROM" is not valid SQL: a list of columns is missing.',
          },
        });
      },
    ],
    [
      'awaiting_approval',
      async () => {
        const diff = createTwoFilesPatch('a/src/faults/sql.ts', 'b/src/faults/sql.ts', BEFORE, AFTER);
        await store.saveVerdicts(
          incidentId,
          1,
          [verdict('wrong', false), verdict('right', true)],
          'right',
          diff,
        );
        await note('proof/wrong', 'Refused: Removes the statement. 0 of 5 runs passed.');
        await note('proof/right', 'Proven: Completes the statement so that it parses. 5 of 5 runs passed.');
        await move('awaiting_approval', 'The proven fix waits for a person: approve or reject it.');
      },
    ],
    ['pushing', () => move('pushing', 'Pushes the proven fix to main.')],
    [
      'deploying',
      async () => {
        await store.recordPush({ commit: FIX_COMMIT, kind: 'fix', incidentId, attempt: 1, resetId: null });
        await move('deploying', `Pushed ${FIX_COMMIT.slice(0, 10)}; the delivery takes it from here.`, {
          remediation: {
            action_type: 'auto_fix_pushed',
            parameters: {
              commit: FIX_COMMIT,
              files: ['src/faults/sql.ts'],
              rationale: 'Completes the statement.',
            },
            execution_timestamp: new Date().toISOString(),
          },
        });
        await store.recordRollout({
          service,
          incidents: [incidentId],
          commit_sha: FIX_COMMIT,
          run_url: RUN_URL,
        });
      },
    ],
    [
      'verifying',
      async () => {
        const durations_ms = { check: 900, test: 1_400, build: 700, rollout: 1_100 };
        const work = Object.entries(durations_ms).map(([kind, ms]) => ({ kind, ms }));
        await store.recordRollout({
          service,
          incidents: [incidentId],
          commit_sha: FIX_COMMIT,
          run_url: RUN_URL,
          status: 'success',
          detail: '',
          durations_ms,
        });
        await move('verifying', 'Rolled out; probes the running service 3 times.', {
          data: { run_url: RUN_URL, work },
        });
      },
    ],
    [
      'resolved',
      () =>
        move('resolved', 'Healed: 3 of 3 probes of the running service passed.', {
          verification: {
            passed: true,
            summary: '3 of 3 probes of the running service passed.',
            latencies_ms: [14, 11, 12],
            failures: [],
          },
        }),
    ],
  ];
  let done = 0;
  return {
    incidentId,
    async until(phase) {
      while (done < steps.length) {
        const [to, step] = steps[done] as (typeof steps)[number];
        done += 1;
        await step();
        if (to === phase) return;
      }
    },
  };
}
