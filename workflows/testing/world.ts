import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Candidate, Proposal, Verdict } from '../../domain/fix.ts';
import type { CodeHost, CodeHosts } from '../../domain/ports/code-host.ts';
import type { Delivery } from '../../domain/ports/delivery.ts';
import type { FixProvider, FixRequest } from '../../domain/ports/fix-provider.ts';
import type { Knowledge, LearnedFix, Rollback } from '../../domain/ports/knowledge.ts';
import type { Prover } from '../../domain/ports/prover.ts';
import type { Power } from '../../domain/power.ts';
import type { Latches } from './latches.ts';
import { FAULTS, type Layout } from './layouts.ts';

/*
 * A small world whose rules are plain. The text of an allowed file says how it behaves: `broken` fails everywhere,
 * `fixed` works; `fixed but not in production` passes the sandbox only; `fixed but does not deploy` fails in the pipeline.
 */
export const BROKEN = 'export const state = "broken";\n';
export const FIXED = 'export const state = "fixed";\n';
/** Works, and can do more than the code before. */
export const WITH_A_POWER = 'export const state = "fixed with a power";\n';
/** Works, and others that work behave differently. */
export const ONE_OF_SEVERAL = 'export const state = "fixed, one of several";\n';
export const NOT_IN_PRODUCTION = 'export const state = "fixed but not in production";\n';
export const DOES_NOT_DEPLOY = 'export const state = "fixed but does not deploy";\n';
export const STILL_BROKEN = 'export const state = "broken, too";\n';

const POWER: Power = {
  kind: 'host',
  what: 'names the host elsewhere.example',
  where: 'src/one.ts:1',
  refused: false,
  seen: 'syntax',
};

/** Reproduces and proves by what the files say; each call waits at its latch. */
export function createWorldProver(codeHosts: CodeHosts, latches: Latches) {
  /** Candidates that were proven or refused, each time. */
  const proofs: string[] = [];
  const prover: Prover = {
    name: 'world',
    async reproduce({ service, fault, commit }, { signal }) {
      await latches.pass('reproduce', signal);
      const texts = await codeHosts.of(service).readFiles(commit, fault.allowedFiles);
      const reproduced = Object.values(texts).some((text) => text.includes('broken'));
      return {
        reproduced,
        runs: 3,
        failures: reproduced ? [failure(3)] : [],
        observations: { upstreams: [], statements: [] },
        schema: [],
        durationMs: 5,
      };
    },
    async prove(_subject, candidate, _reproduction, { signal }): Promise<Verdict> {
      proofs.push(candidate.id);
      await latches.pass('prove', signal);
      const proven = candidate.edits.every(({ content }) => content.includes('fixed'));
      return {
        candidateId: candidate.id,
        proven,
        steps: [{ name: 'probe', passed: proven, detail: '', durationMs: 7 }],
        summary: proven ? '9 of 9 runs passed.' : '0 of 9 runs passed.',
        runs: 9,
        powers: candidate.edits.some(({ content }) => content.includes('with a power')) ? [POWER] : [],
        passedRuns: proven ? 9 : 0,
        failures: proven ? [] : [failure(9)],
        observations: { upstreams: [], statements: [] },
        durationMs: 7,
      };
    },
    sweep: async () => 0,
  };
  return { prover, proofs };
}

/** Finds nothing, and keeps what it learns. */
export function createWorldKnowledge() {
  const learned: LearnedFix[] = [];
  const rolledBack: (LearnedFix & Rollback)[] = [];
  const knowledge: Knowledge = {
    name: 'world',
    search: async () => ({ hits: [], note: null }),
    learn: async (fix) => {
      learned.push(fix);
      return { note: null };
    },
    learnRollback: async (fix, why) => {
      rolledBack.push({ ...fix, ...why });
      return { note: null };
    },
    syncRunbooks: async () => 0,
  };
  return { knowledge, learned, rolledBack };
}

/** Answers round after round from a script; one that is asked too often throws. */
export function createScriptedProvider(script: (string[] | { refuse: string })[], latches: Latches) {
  const requests: FixRequest[] = [];
  const provider: FixProvider = {
    name: 'script',
    async propose(request, { signal }): Promise<Proposal> {
      await latches.pass('propose', signal);
      const turn = script[requests.length];
      if (!turn) throw new Error(`the script ends after ${script.length} rounds`);
      requests.push(structuredClone(request));
      const path = request.files[0]?.path ?? '';
      const texts = Array.isArray(turn) ? turn : [];
      return {
        provider: 'script',
        rootCause: { source: 'script', confidence_score: 0.9, explanation: 'The state is broken.' },
        candidates: texts.map((content) => candidate(path, content)),
        refusal: Array.isArray(turn) ? null : turn.refuse,
        usage: { inputTokens: 100, outputTokens: 10, costUsd: 0 },
      };
    },
  };
  return { provider, requests };
}

function candidate(path: string, content: string): Candidate {
  return {
    id: createHash('sha256').update(content).digest('hex').slice(0, 12),
    provider: 'script',
    edits: [{ path, content }],
    rationale: `Sets the state to ${/"(.*)"/.exec(content)?.[1]}.`,
    templates: ['script'],
    confidence: 0.5,
    ...(content === ONE_OF_SEVERAL && {
      rivals: [{ candidateId: 'other', input: 'share(0)', here: '0', there: 'NaN' }],
    }),
  };
}

/** The running service: what it answers follows from the text at the commit that is live. */
export async function startLiveService(codeHost: CodeHost, latches: Latches, layout: Layout) {
  const { release } = layout;
  const live = { commit: '' };
  const probes: string[] = [];
  const texts = new Map<string, string>();
  /** A commit does not change, and a verification asks several times: each text costs one git. */
  const textAt = async (commit: string, path: string) => {
    const key = `${commit}:${path}`;
    const text = texts.get(key) ?? (await codeHost.readFiles(commit, [path]))[path] ?? '';
    texts.set(key, text);
    return text;
  };
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === release.path) return answer(200, { [release.field]: live.commit });
    const fault = FAULTS.find((name) => request.url === `/${name}`);
    if (!fault || request.headers['x-fault-verification'] !== '1') return answer(404, {});
    probes.push(live.commit);
    await latches.pass('verify', new AbortController().signal);
    const text = await textAt(live.commit, layout.file(fault));
    const works = text.includes('fixed') && !text.includes('not in production');
    answer(works ? 200 : 500, { ok: works });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    live,
    /** The commit that was live, for each probe. */
    probes,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The pipeline's own record, and what the service reports to be live. */
export function createWorldDelivery(url: string, { release }: Layout) {
  const outcomes = new Map<string, 'pending' | 'success' | 'failure'>();
  /** Requests that users sent to each release; null: nothing counts them. */
  const traffic: { counts: Record<string, number> | null } = { counts: {} };
  const delivery: Delivery = {
    name: 'world',
    async liveBuild() {
      const answer = (await (await fetch(new URL(release.path, url))).json()) as Record<string, string>;
      return answer[release.field] || null;
    },
    async served() {
      return traffic.counts;
    },
    async outcome(commit) {
      const status = outcomes.get(commit) ?? 'unknown';
      return { status, runUrl: null, detail: status === 'failure' ? 'the check failed' : '' };
    },
  };
  return { delivery, outcomes, traffic };
}

/** Polls until a look returns something; the test's own time limit ends it. */
export async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    // Each look asks the database, and the tests of other files use the same cores.
    await sleep(25);
  }
}

function failure(count: number) {
  return {
    count,
    status: 500,
    reason: 'broken',
    message: 'answered 500',
    errorClass: null,
    sqlstate: null,
    hint: null,
    statement: null,
    frames: [],
    latencyMs: 1,
    output: '',
  };
}
