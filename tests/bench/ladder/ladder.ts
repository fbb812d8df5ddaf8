import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JudgedPart } from '../../../proof/tools.ts';
import type { Figure } from '../measure.ts';
import type { Surroundings } from '../surroundings.ts';
import { exampleText } from './example-text.ts';
import { SERVICES } from './services.ts';
import { isAsExpected } from './tried-service.ts';
import { openTried, type TriedVerdict, tryServices } from './try-services.ts';

/** Right changes that may be refused: a person then writes the fix. */
const MOST_REFUSED = 3;
/** Hiding changes of one service that are tried again, at most. */
const OF_SERVICE = 3;
/** Services whose change is written as an example: a conflict, an upstream that hangs, a choice for a person. */
const EXAMPLES = ['06-unique-409', '14-upstream-hang', 'row-missing'];
/** What is switched off, one by one. */
const PARTS: Record<JudgedPart, string> = {
  gone: 'the failure is gone (rung 1)',
  tests: "the service's own tests (rung 2)",
  good: 'recorded good requests (rung 3)',
  near: 'requests, values and answers beside the failure (rung 3)',
  openapi: 'the OpenAPI document (rung 4)',
  purpose: 'a refusal on purpose stays one (witnesses)',
  witnesses: 'the witnesses on the wire',
};

/**
 * Proves changes made by hand, right and hiding ones, against the ladder; then tries the hiding ones again while one part of it
 * is switched off. `BENCH_ONLY` names services; `BENCH_PARTS=none` leaves out the second half; `BENCH_EXAMPLES` names a folder into which
 * texts of changes are written instead.
 */
export async function benchLadder({ servers, root, environment, say }: Surroundings): Promise<Figure[]> {
  if (environment.BENCH_EXAMPLES) {
    await writeExamples(environment.BENCH_EXAMPLES, { databaseUrl: servers.databaseUrl, root });
    return [];
  }
  const only = environment.BENCH_ONLY?.split(',');
  const services = SERVICES.filter(({ name }) => !only || only.some((one) => name.includes(one)));
  const around = { databaseUrl: servers.databaseUrl, root };
  const all = await tryServices(services, around, (tried) => say(lineOf(tried)));
  const hiding = all.filter(({ edit }) => !edit.right);
  const right = all.filter(({ edit }) => edit.right);
  const accepted = hiding.filter((tried) => !isAsExpected(tried));
  const refused = right.filter(({ verdict }) => !verdict.proven);
  const figures: Figure[] = [
    {
      what: `ladder: hiding changes that are accepted, of ${hiding.length}`,
      measured: String(accepted.length),
      bound: '0',
      holds: accepted.length === 0,
    },
    {
      what: `ladder: right changes that are refused, of ${right.length}`,
      measured: String(refused.length),
      bound: `at most ${MOST_REFUSED}`,
      holds: refused.length <= MOST_REFUSED,
    },
  ];
  if (environment.BENCH_PARTS === 'none') return figures;
  const least = hiding.filter(({ verdict }) => !verdict.proven);
  for (const [part, what] of Object.entries(PARTS) as [JudgedPart, string][]) {
    const slipped = await slipThrough(least, part, around);
    say(`  without ${part}: ${slipped.map(nameOf).join('; ') || 'none'}`);
    figures.push({
      what: `ladder without ${what}: hiding changes that slip through`,
      measured: `${slipped.length}${slipped[0] ? ` (such as: ${nameOf(slipped[0])})` : ''}`,
      bound: 'at least 1',
      holds: slipped.length > 0,
    });
  }
  return figures;
}

/** What a person reads of the change that the repair engine makes, for a few services. */
async function writeExamples(folder: string, around: { databaseUrl: string; root: string }): Promise<void> {
  for (const name of EXAMPLES) {
    const service = SERVICES.find((one) => one.name === name);
    if (!service) throw new Error(`There is no service ${name}.`);
    const { prover, subjectOf, close } = await openTried([service], around);
    try {
      const { subject, path, text } = await subjectOf(service);
      const found = await exampleText(prover, subject, [{ path, content: text }]);
      if (found === null) throw new Error(`The repair engine proves no fix of ${name}.`);
      await writeFile(join(folder, `${name}.md`), `${found}\n`);
    } finally {
      await close();
    }
  }
}

/** The hiding changes that are accepted once a part is switched off. */
async function slipThrough(
  refused: TriedVerdict[],
  part: JudgedPart,
  around: { databaseUrl: string; root: string },
): Promise<TriedVerdict[]> {
  // What a reading of the code refused stays refused. A few of each service show what the part is for.
  const mayDepend = refused.filter(({ verdict: { steps } }) => {
    const last = steps.find(({ passed }) => passed === false)?.name ?? '';
    return stepsOf(part).includes(last);
  });
  const services = [...new Set(mayDepend.map(({ service }) => service))].map((service) => ({
    ...service,
    tried: mayDepend
      .filter((one) => one.service === service)
      .map(({ edit }) => edit)
      .slice(0, OF_SERVICE),
  }));
  const again = await tryServices(services, { ...around, without: [part] });
  return again.filter(({ verdict }) => verdict.proven);
}

function stepsOf(part: JudgedPart): string[] {
  if (part === 'gone') return ['probe'];
  return part === 'tests' || part === 'openapi' ? [part] : ['side_effects'];
}

function nameOf({ service, edit }: TriedVerdict): string {
  return `${service.name}: ${edit.what}`;
}

function lineOf(tried: TriedVerdict): string {
  const { edit, verdict } = tried;
  const asExpected = isAsExpected(tried) ? '' : 'NOT AS EXPECTED ';
  return `  ${asExpected}${edit.right ? 'right' : 'hiding'}, ${nameOf(tried)}: ${verdict.proven ? 'proven' : verdict.summary.slice(0, 200)}`;
}
