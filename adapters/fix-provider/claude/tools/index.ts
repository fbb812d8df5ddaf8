import type { Tool as ToolDefinition } from '@anthropic-ai/sdk/resources/messages';
import { z } from 'zod';
import { proposeEdits } from './propose-edits.ts';
import { readFile } from './read-file.ts';
import { runProof } from './run-proof.ts';
import { search } from './search.ts';
import type { Outcome, Tool, ToolContext } from './tool.ts';

/** All that the model can do. */
const TOOLS = [readFile, search, proposeEdits, runProof] as readonly Tool[];

/** The tools as the API gets them; `strict`, so that each input has the right shape. */
export function toolDefinitions(): ToolDefinition[] {
  return TOOLS.map(({ name, description, input }) => {
    const { $schema: _, ...schema } = z.toJSONSchema(input) as Record<string, unknown>;
    return { name, description, strict: true, input_schema: { ...schema, type: 'object' } };
  });
}

/** Uses a tool. What the model does wrong is an answer to it, never an error. */
export async function useTool(name: string, input: unknown, context: ToolContext): Promise<Outcome> {
  const tool = TOOLS.find((each) => each.name === name);
  if (!tool) {
    const names = TOOLS.map((each) => each.name).join(', ');
    return { text: `There is no such tool. The tools are: ${names}`, isError: true };
  }
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) {
    return { text: `The input of ${name} is not right: ${z.prettifyError(parsed.error)}`, isError: true };
  }
  return tool.use(parsed.data, context);
}
