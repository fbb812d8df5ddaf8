import type { Conduct } from '../domain/ports/prover.ts';
import { lookAfter } from './seen/look-after.ts';
import { openStage } from './stage.ts';
import { startService } from './start-service.ts';
import type { Base, Job } from './tools.ts';

/** How long it lives after its start, in milliseconds. */
const LIFE_MS = 60_000;

/** What a service does that is asked nothing: of one that its fault ends, this is all that can be compared with. */
export async function quietConduct(job: Job, base: Base): Promise<Omit<Conduct, 'statements' | 'requests'>> {
  const { tools, signal } = job;
  const stage = await openStage(job, { base, groups: 1, eager: () => false });
  try {
    const services = [];
    for (const group of stage.groups) {
      services.push(await startService(job, { worktree: base, stage, group, timeMs: LIFE_MS, signal }));
    }
    try {
      const isolated = tools.sandbox.name === 'bubblewrap';
      const further = async () => ({ wrong: [], givenUp: false });
      return (await lookAfter(services, { isolated, further, signal })).conduct;
    } finally {
      await Promise.all(services.map((service) => service.stop()));
    }
  } finally {
    await stage.close();
  }
}
