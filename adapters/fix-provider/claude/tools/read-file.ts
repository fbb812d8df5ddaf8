import { z } from 'zod';
import { findFile, mistake, notAllowed, type Tool } from './tool.ts';

const Input = z.object({ path: z.string() });

export const readFile: Tool<z.infer<typeof Input>> = {
  name: 'read_file',
  description:
    'Shows the whole text of one of the files that may be read and changed, as it is before any proposal. The path must be written exactly as in the list.',
  input: Input,
  async use({ path }, context) {
    const file = findFile(context, path);
    if (!file) return mistake(notAllowed(context, path));
    return { text: context.fence.around(file.path, file.content) };
  },
};
