import { patched, sleep } from '@temporalio/workflow';
import type { ReleaseToVerify, Verification } from '../activities/verify-fix.ts';
import { patiently } from './steps.ts';
import type { Story } from './story.ts';
import { waitUntilLive } from './wait-until-live.ts';

/**
 * Verifies a fix that was rolled out, once the running service contains it: a pipeline may be done before its release takes
 * the traffic, and what another release does says nothing about the fix.
 * @param deadline until which the fix must be live, in milliseconds since 1970
 * @returns null when it is not live by then
 */
export async function verifyLiveFix(
  release: ReleaseToVerify,
  { service, deadline, story }: { service: string; deadline: number; story: Story },
): Promise<Verification | null> {
  const waits = patched('waits-until-live');
  for (;;) {
    const question = { service, commit: release.commit, run: release };
    if (waits && !(await waitUntilLive(question, deadline))) return null;
    story.enter('verifying', 'Verifies the running service.');
    const verification = await verify(release, story);
    if (!waits || verification.passed || verification.live !== false) return verification;
    story.tell(`${verification.summary} Waits until it does.`);
  }
}

/** By probes, or, where none may be sent, by watching production. */
async function verify(release: ReleaseToVerify, story: Story): Promise<Verification> {
  const step = 'Verify the running service';
  // The release is live already: what fails from here on counts.
  const watchedSince = Date.now();
  let verification = await patiently(step).verifyFix(release);
  while (verification.watchSeconds !== undefined) {
    const { watchSeconds } = verification;
    story.tell(`Watches for ${watchSeconds} s whether the failure returns.`);
    await sleep(Math.max(watchSeconds * 1000, 1));
    verification = await patiently(step).verifyFix({ ...release, watchedSince });
  }
  return verification;
}
