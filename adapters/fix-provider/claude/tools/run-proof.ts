import { z } from 'zod';
import type { Verdict } from '../../../../domain/fix.ts';
import { explainVerdict } from '../explain-verdict.ts';
import { mistake, type Tool } from './tool.ts';

const Input = z.object({ proposal: z.number().describe('The number of the proposal.') });

export const runProof: Tool<z.infer<typeof Input>> = {
  name: 'run_proof',
  description:
    'Proves a proposal in the sandbox: checks of the files, types, build, start, and the probe, many times. Takes up to a minute. Says at which step it failed, and why.',
  input: Input,
  async use({ proposal }, { proposals, tried, context, fence, redactor }) {
    const candidate = proposals[proposal - 1];
    if (!candidate) {
      return mistake(
        proposals.length > 0
          ? `There is no proposal ${proposal}; there are 1 to ${proposals.length}.`
          : 'There is no proposal yet; make one by propose_edits.',
      );
    }
    const known = tried.find((trial) => trial.candidate.id === candidate.id);
    // Before its texts are cut.
    const explain = async (verdict: Verdict) => explainVerdict(await redactor.hideIn(verdict), fence);
    if (known) return { text: `It was proven before. ${await explain(known.verdict)}` };
    context.heartbeat(`Proves proposal ${proposal}: ${candidate.rationale}`);
    const verdict = await context.prove(candidate);
    return { text: await explain(verdict), proof: { candidateId: candidate.id, verdict } };
  },
};
