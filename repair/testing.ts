import type { Evidence, Failure } from '../domain/evidence.ts';
import { Evidence as EvidenceSchema } from '../domain/evidence.ts';
import type { Attempt, FileVersion, Verdict } from '../domain/fix.ts';
import type { FixRequest } from '../domain/ports/fix-provider.ts';
import { proposeRepairs } from './propose.ts';
import type { SqlParser } from './sql/parser.ts';

/** Evidence of three failing runs, unless told otherwise. */
export function evidenceOf(
  failures: (Partial<Failure> & { message: string })[],
  rest: Partial<Evidence> = {},
): Evidence {
  return EvidenceSchema.parse({
    incidentId: 'LIVE-0001',
    service: 'test',
    faultCode: 'FAULT_TEST',
    faultType: 'test',
    commit: 'c'.repeat(40),
    request: null,
    logLines: [],
    runs: 3,
    failures: failures.map((failure) => ({ count: 3, ...failure })),
    observations: {},
    ...rest,
  });
}

/** The repair engine asks no model. */
const NO_MODEL = { tokens: 0, turns: 0, seconds: 0, usd: 0 };

/** A request for one file, or several. */
export function requestOf(
  files: string | FileVersion[],
  evidence: Evidence,
  rest: Partial<FixRequest> = {},
): FixRequest {
  const list = typeof files === 'string' ? [{ path: 'module.ts', content: files }] : files;
  return {
    evidence,
    files: list,
    knowledge: [],
    attempts: [],
    candidates: 40,
    ...NO_MODEL,
    policy: NO_MODEL,
    ...rest,
  };
}

/** A round in which these candidates failed the probe with these failures. */
export function failedRound(
  number: number,
  tried: {
    candidate: Attempt['tried'][number]['candidate'];
    failures: Failure[];
    verdict?: Partial<Verdict>;
  }[],
): Attempt {
  return {
    number,
    provider: 'repair',
    rejection: null,
    tried: tried.map(({ candidate, failures, verdict }) => ({
      candidate,
      verdict: {
        candidateId: candidate.id,
        proven: false,
        steps: [{ name: 'probe', passed: false, detail: 'failed', durationMs: 1 }],
        summary: 'The probe failed.',
        runs: 3,
        passedRuns: 0,
        failures,
        observations: { upstreams: [], statements: [] },
        durationMs: 1,
        ...verdict,
      },
    })),
  };
}

/** One thing that a template must propose, or must not. */
export interface TemplateCase {
  /** The template that must be behind the fix, or must keep out of it. */
  template: string;
  /** What the case is about. */
  about: string;
  broken: string;
  /** The fixed text, or what it must match; null where the template must propose nothing. */
  fixed: string | RegExp | null;
  evidence: Evidence;
  /** The fixed text must be among so many first candidates; 1 unless said otherwise. */
  within?: number;
  path?: string;
  /** Further files that may be changed. */
  others?: FileVersion[];
}

/** As many candidates as a case is looked for among. */
const ALL = 500;

/**
 * Puts a case to the engine: where among all candidates the wanted one is, from 1, and what came before it. They come one
 * by one in their order, so no more are made where it is among the first.
 */
export function runCase(
  given: TemplateCase,
  parser: SqlParser,
): { rank: number | null; before: string[]; own: string[] } {
  const first = given.fixed === null ? null : runAmong(given.within ?? 1, given, parser);
  return first?.rank ? first : runAmong(ALL, given, parser);
}

function runAmong(
  most: number,
  { template, broken, fixed, evidence, path = 'module.ts', others = [] }: TemplateCase,
  parser: SqlParser,
) {
  const files = [{ path, content: broken }, ...others];
  const { candidates } = proposeRepairs(requestOf(files, evidence, { candidates: most }), parser);
  const texts = candidates.map(({ edits }) => edits[0]?.content ?? '');
  const fits = (text: string) => (typeof fixed === 'string' ? text === fixed : fixed?.test(text) === true);
  const index = candidates.findIndex(
    ({ templates }, at) => templates.includes(template) && fits(texts[at] ?? ''),
  );
  const own = candidates.filter(({ templates }) => templates.includes(template));
  return {
    rank: index < 0 ? null : index + 1,
    before: candidates
      .slice(0, index < 0 ? 10 : index)
      .map(({ templates, rationale }) => `[${templates}] ${rationale}`),
    own: own.map(({ rationale }) => rationale),
  };
}
