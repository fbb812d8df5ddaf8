import type { FaultDefinition, HttpProbe, ServiceDefinition } from '../../domain/service-definition.ts';
import { duration } from '../../stack/elapsed.ts';
import type { Api } from './api.ts';
import { type Healed, healFault } from './heal-fault.ts';
import { type Part, perform, type Stage } from './progress.ts';
import { type PutBack, putBack } from './put-back.ts';
import { STAGES } from './stages.ts';

/** Each fault healed once, and the faulty code restored. */
export interface Cycle {
  heals: Healed[];
  back: PutBack;
}

export interface CycleOptions extends Stage {
  api: Api;
  service: ServiceDefinition;
  faults: { fault: FaultDefinition; probe: HttpProbe }[];
}

/** Triggers and heals the faults one after another, then resets. A failure is in the result; the show continues. */
export async function runCycle({ api, service, faults, ...stage }: CycleOptions): Promise<Cycle> {
  const heals: Healed[] = [];
  let back: PutBack = { ms: 0, problems: ['the reset was not reached'] };
  const heal = ({ fault, probe }: CycleOptions['faults'][number]): Part => ({
    title: `${fault.title} (${fault.code})`,
    stages: STAGES,
    async run(progress) {
      const healed = await healFault(fault, probe, { ...progress, api, service });
      heals.push(healed);
      if (healed.problem) return { ok: false, summary: healed.problem };
      const total = healed.stages ? duration(healed.stages.total) : '?';
      const commit = healed.commit?.slice(0, 10) ?? 'no commit';
      return { ok: true, summary: `${healed.incidentId} healed in ${total} by ${commit}` };
    },
  });
  const reset: Part = {
    title: 'Reset',
    stages: [],
    async run(progress) {
      back = await putBack(faults, { ...progress, api, service });
      const [problem] = back.problems;
      return { ok: !problem, summary: problem ?? `everything is back after ${duration(back.ms)}` };
    },
  };
  await perform([...faults.map(heal), reset], stage);
  return { heals, back };
}
