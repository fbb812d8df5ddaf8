import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import { readRecordings } from '../../stack/local/read-recording.ts';
import { type TryOptions as LocalTry, tryLocal } from '../../stack/local/try-local.ts';
import { TRY_STEPS, type TryReport, type TryStep } from '../../stack/local/try-report.ts';
import type { TryRequest } from '../../stack/local/try-request.ts';
import { EXIT } from '../exit-codes.ts';
import type { LocalContext } from '../local-context.ts';
import { safeJson } from '../plain-text.ts';
import { openStepList, type StepEnd } from '../step-list.ts';
import { tryReport } from '../views/try-report.ts';

export interface TryOptions {
  /** The code of a declared fault. */
  fault?: string | undefined;
  requests: TryRequest[];
  recording?: string;
  /** HEAD unless given. */
  commit?: string;
  allow: string[];
  /** True for the usual one. */
  model?: string | true;
  /** A file for the patch. */
  write?: string;
}

const TITLES: Record<TryStep, string> = {
  prepare: 'Prepare',
  reproduce: 'Reproduce',
  propose: 'Propose',
  prove: 'Prove',
};

/**
 * Tries to reproduce and to fix what a request shows, in the sandbox. Changes nothing but the patch file that it is told to write.
 * @returns 0 when a fix is proven or, where nobody said what would be right, no request fails; 1 when a request fails and no fix is
 *   proven; 7 when there was something to fix and no request fails
 */
export async function attempt(options: TryOptions, context: LocalContext): Promise<number> {
  const { terminal, json, signal } = context;
  const wanted = wantedOf(options, context);
  const local = await context.openLocal(options.commit);
  try {
    if (!json) {
      const { commit, subject } = local.repository;
      terminal.say(
        `Tries ${commit.slice(0, 10)} "${subject}" in the sandbox (${local.sandbox}). Nothing is changed.`,
      );
    }
    const steps = TRY_STEPS.map((step) => ({ key: step, title: TITLES[step] }));
    const list = json ? null : openStepList(steps, terminal, context.live);
    const shown = new Map<TryStep, StepEnd>();
    // A step may come again, in a next round: its line is written once, at its last end.
    const flush = () => {
      for (const [step, end] of shown) list?.ended(step, end);
      shown.clear();
    };
    const report = await tryLocal(
      local,
      wanted,
      {
        began(step) {
          if (step === 'prepare' || step === 'reproduce') flush();
          list?.began(step);
        },
        at: (step, text) => list?.at(step, text),
        ended: (step, { ok, ms, text }) =>
          void shown.set(step, { state: ok ? 'passed' : 'failed', ms, text }),
      },
      signal,
    )
      .catch(withAdvice)
      .finally(() => {
        flush();
        return list?.close();
      });
    if (options.write && report.fix) writeFileSync(resolve(context.folder, options.write), report.fix.diff);
    if (json) terminal.say(safeJson(report));
    else for (const line of tryReport(report, options.write ?? null, terminal)) terminal.say(line);
    return exitCode(report, wanted);
  } finally {
    await local.close();
  }
}

/** Of what stops a try before its request is sent, a check says more. */
function withAdvice(error: unknown): never {
  const stopped = /^(base_not_buildable|base_not_startable|install_failed|invalid_definition)$/;
  if (!(error instanceof SutureError) || !stopped.test(error.type)) throw error;
  throw new SutureError(error.type, `${error.message.trimEnd()}\nWhy, and what to write: suture check`, {
    cause: error,
  });
}

function exitCode({ outcome }: TryReport, { requests }: LocalTry): number {
  if (outcome === 'proven') return EXIT.ok;
  if (outcome !== 'answered') return EXIT.failed;
  return requests.some(({ expect }) => expect === null) ? EXIT.ok : EXIT.notFailing;
}

function wantedOf(options: TryOptions, { folder }: LocalContext): LocalTry {
  const { fault, requests, recording, allow, model } = options;
  const given = [fault, recording, requests.length > 0 || undefined].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw new SutureError(
      'usage',
      "Say what to try: --request 'POST /orders' --expect 201, the code of a declared fault, or --recording file.json.",
    );
  }
  const asked = model === undefined ? null : model === true ? '' : model;
  const shared = { allow, model: asked, logLines: [], recordings: [] };
  if (!recording) return { ...shared, fault: fault ?? null, requests };
  const recordings = readRecordings(resolve(folder, recording));
  const failing = recordings.find(({ good }) => !good);
  const isDeclared = failing?.faultCode !== null;
  if (!failing || !(failing.request || isDeclared)) {
    throw new SutureError(
      'usage',
      `${recording} holds no request that failed, so there is nothing to replay.`,
    );
  }
  const logLines = [failing.logLine, failing.stack ?? ''].filter(Boolean);
  if (isDeclared) return { ...shared, fault: failing.faultCode, requests: [], logLines };
  return { ...shared, fault: null, requests: [], recordings, logLines };
}
