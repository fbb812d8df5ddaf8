import { stripVTControlCharacters } from 'node:util';
import { type Explanation, explain, relevantEnd } from '../../domain/check/explain.ts';
import { declaredBy, looseProbes } from '../../domain/check/loose-probes.ts';
import { CHECK_PARTS, type CheckPart, type CheckResult } from '../../domain/check/step.ts';
import { findBlindSpots } from '../../domain/detection/find-blind-spots.ts';
import { placeAt } from '../../domain/detection/place.ts';
import { unreplayedDatabases } from '../../domain/detection/unreplayed-databases.ts';
import { unsetVariables } from '../../domain/detection/unset-variables.ts';
import { SutureError } from '../../domain/errors.ts';
import type { Local } from './open-local.ts';
import type { LocalService } from './read-service.ts';

/** A part of a check, with its explanation where it failed. */
export interface CheckedPart extends Omit<CheckResult, 'output'> {
  cause: string | null;
  /** Lines for `suture.yaml`, or what to do. */
  write: string | null;
  /** The end of what the part wrote. */
  output: string[];
}

export interface CheckReport {
  service: string | null;
  commit: string;
  ok: boolean;
  parts: CheckedPart[];
  /** Addresses that the service dials and that nothing in the sandbox answers. */
  unanswered: string[];
  /** What a person should know besides. */
  notes: string[];
}

/** Who follows a check. */
export interface CheckFollower {
  began(part: CheckPart): void;
  ended(part: CheckedPart): void;
}

/**
 * Takes a commit of the user's repository through all that a proof needs of it.
 * @throws SutureError what rules a check out, such as `sandbox_unavailable`
 */
export async function checkLocal(
  local: Local,
  follower: CheckFollower,
  signal: AbortSignal,
): Promise<CheckReport> {
  const { repository } = local;
  const parts: CheckedPart[] = [];
  const notes: string[] = [];
  if (repository.changed > 0) {
    const files = repository.changed === 1 ? 'One file differs' : `${repository.changed} files differ`;
    notes.push(`${files} from the commit ${repository.commit.slice(0, 10)}; these changes are not checked.`);
  }
  let found: LocalService | null = null;
  const end = (result: CheckResult) => {
    const part = withExplanation(result, local, found);
    parts.push(part);
    follower.ended(part);
  };

  follower.began('definition');
  const began = performance.now();
  const definition = (state: 'passed' | 'failed', message: string) =>
    end({ part: 'definition', state, ms: performance.now() - began, message, output: '' });
  try {
    found = local.readService();
    const declared = found.complete.faults.map(({ code, probe }) => declaredBy(code, probe));
    notes.push(...found.notes, ...looseProbes(declared, 'expect.body'), ...blindSpots(local, found));
    definition('passed', found.service.name);
  } catch (error) {
    if (!(error instanceof SutureError)) throw error;
    definition('failed', error.message);
    for (const part of CHECK_PARTS.slice(1)) {
      end({ part, state: 'not_run', ms: 0, message: 'definition failed', output: '' });
    }
    return { service: null, commit: repository.commit, ok: false, parts, unanswered: [], notes };
  }

  const prover = await local.openProver(found);
  const { service, complete } = found;
  const { unanswered } = await prover.check(
    { service, commit: repository.commit },
    complete,
    { signal, heartbeat: () => {} },
    { began: (part) => follower.began(part), ended: end },
  );
  const ok = parts.every(({ state }) => state !== 'failed');
  parts.sort((one, other) => CHECK_PARTS.indexOf(one.part) - CHECK_PARTS.indexOf(other.part));
  return { service: service.name, commit: repository.commit, ok, parts, unanswered, notes };
}

/** Failures that would reach Suture by no report, and what requests may miss in the sandbox; what to add. */
function blindSpots({ tree }: Local, { complete }: LocalService): string[] {
  const place = placeAt(tree, complete.root);
  if (!place) return [];
  return [
    ...unreplayedDatabases(place),
    ...findBlindSpots(place),
    ...unsetVariables(place, Object.keys(complete.environment)),
  ];
}

function withExplanation(result: CheckResult, { tree }: Local, found: LocalService | null): CheckedPart {
  const { output: written, ...rest } = result;
  const output = stripVTControlCharacters(written);
  if (result.state !== 'failed') return { ...rest, cause: null, write: null, output: [] };
  const { cause, write } = explanationOf({ ...result, output }, tree, found);
  return { ...rest, cause, write, output: relevantEnd(output) };
}

function explanationOf(result: CheckResult, tree: Local['tree'], found: LocalService | null): Explanation {
  // The schema's own error names the entry, and what to write.
  if (result.part === 'definition') return { cause: result.message, write: null };
  const { root = '', environment = {}, database } = found?.complete ?? {};
  const variables = [...Object.keys(environment), ...(database ? [database.variable] : [])];
  return explain({ ...result, tree, root, variables });
}
