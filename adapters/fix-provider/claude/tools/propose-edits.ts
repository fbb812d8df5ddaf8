import { z } from 'zod';
import { firstWords } from '../../../../domain/cut-words.ts';
import type { FileVersion } from '../../../../domain/fix.ts';
import { candidateId } from '../../../../repair/candidate-id.ts';
import { findFile, mistake, notAllowed, type Tool, type ToolContext } from './tool.ts';

const Input = z.object({
  cause: z.string().describe('Why the fault happens: one or two sentences for a person.'),
  rationale: z
    .string()
    .describe('What the edits do and why that fixes the fault: one sentence for a reviewer.'),
  edits: z.array(
    z.object({
      path: z.string(),
      find: z.string().describe('Text of the file, exactly once in it, letter by letter.'),
      replace: z.string().describe('What stands in its place afterwards.'),
    }),
  ),
});

/** A commit message and a page hold so much; a person reads no more. */
const SENTENCE_LENGTH = 600;

export const proposeEdits: Tool<z.infer<typeof Input>> = {
  name: 'propose_edits',
  description:
    'Makes a proposal: edits on top of the files as they are, not of an earlier proposal. Edits of one file are made one after the other. Answers with the number of the proposal, or with what is wrong with its form.',
  input: Input,
  async use({ cause, rationale, edits }, context) {
    const applied = apply(edits, context);
    if (typeof applied === 'string') return mistake(applied);
    const id = candidateId(applied);
    const known = context.proposals.findIndex((proposal) => proposal.id === id) + 1;
    if (known > 0) return mistake(`This is the same change as proposal ${known}.`);
    const past = context.request.attempts.flatMap(({ number, tried, rejection }) =>
      tried
        .filter(({ candidate, verdict }) => candidate.id === id && (rejection || !verdict.proven))
        .map(() => number),
    );
    if (past.length > 0) {
      return mistake(`This very change was tried in round ${past[0]} already, and did not hold.`);
    }
    if (context.proposals.length >= context.request.candidates) {
      return mistake(`At most ${context.request.candidates} proposals are allowed.`);
    }
    return {
      text: `Proposal ${context.proposals.length + 1} is well formed. Prove it by run_proof.`,
      candidate: {
        id,
        provider: 'claude',
        edits: applied,
        rationale: sentence(rationale) || 'No reason given.',
        templates: [],
        confidence: 0.5,
      },
      cause: sentence(cause),
    };
  },
};

/** The files as they are after the edits, or what is wrong with one of them. */
function apply(edits: z.infer<typeof Input>['edits'], context: ToolContext): FileVersion[] | string {
  const texts = new Map<string, string>();
  for (const [index, { path, find, replace }] of edits.entries()) {
    const which = `Edit ${index + 1}: `;
    const file = findFile(context, path);
    if (!file) return which + notAllowed(context, path);
    const now = texts.get(path) ?? file.content;
    // The model has seen markers where the file has secrets.
    const before = context.redactor.restore(find);
    const parts = now.split(before);
    if (before === '') return `${which}"find" is empty; give the text that is to be replaced.`;
    if (parts.length === 1) return `${which}its "find" is not in ${path}. Read the file again.`;
    if (parts.length > 2) {
      return `${which}its "find" is ${parts.length - 1} times in ${path}. Give more of the text around it.`;
    }
    texts.set(path, parts.join(context.redactor.restore(replace)));
  }
  const changed = [...texts].map(([path, content]) => ({ path, content }));
  const real = changed.filter(({ path, content }) => findFile(context, path)?.content !== content);
  return real.length > 0 ? real : 'The edits change nothing.';
}

function sentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return firstWords(line, SENTENCE_LENGTH);
}
