import { z } from 'zod';
import { explainVerdict } from '../explain-verdict.ts';
import { mistake, type Tool } from './tool.ts';

const Input = z.object({ proposal: z.number().describe('The number of the proposal.') });

export const runProof: Tool<z.infer<typeof Input>> = {
  name: 'run_proof',
  description:
    'Puts a proposal to the proof in the sandbox: checks of the files, types, build, start, and the probe, many times. Takes up to a minute. Says at which step it failed, and why.',
  input: Input,
  async use({ proposal }, { proposals, tried, context, fence }) {
    const candidate = proposals[proposal - 1];
    if (!candidate) {
      return mistake(
        proposals.length > 0
          ? `There is no proposal ${proposal}; there are 1 to ${proposals.length}.`
          : 'There is no proposal yet; make one by propose_edits.',
      );
    }
    const known = tried.find((trial) => trial.candidate.id === candidate.id);
    if (known) return { text: `It was proven before. ${explainVerdict(known.verdict, fence)}` };
    context.heartbeat(`Proves proposal ${proposal}: ${candidate.rationale}`);
    const verdict = await context.prove(candidate);
    return { text: explainVerdict(verdict, fence), proof: { candidateId: candidate.id, verdict } };
  },
};
