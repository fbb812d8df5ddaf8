import { z } from 'zod';
import { ask } from './ask.ts';

const Build = z.object({ build_sha: z.string() });

/** The commit that a service says it runs (`/up/build`); null when it does not answer. */
export async function askLiveBuild(serviceUrl: string): Promise<string | null> {
  const answer = await ask(new URL('/up/build', serviceUrl), Build);
  return answer?.build_sha ?? null;
}
