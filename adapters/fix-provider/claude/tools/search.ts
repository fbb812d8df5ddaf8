import { z } from 'zod';
import type { Tool } from './tool.ts';

const Input = z.object({ text: z.string() });

const MOST_LINES = 60;
/** Longer lines are cut: some files are one line. */
const LINE_LENGTH = 300;

export const search: Tool<z.infer<typeof Input>> = {
  name: 'search',
  description:
    'Finds the lines of the files that may be read and changed which contain a text. It is plain text, not a pattern; upper and lower case are the same.',
  input: Input,
  async use({ text }, { request, fence, redactor }) {
    const wanted = text.toLowerCase();
    // Before lines are taken out of their text, and cut.
    const files = await redactor.hideIn(request.files);
    const found = files.flatMap(({ path, content }) =>
      content
        .split('\n')
        .flatMap((line, index) =>
          line.toLowerCase().includes(wanted) ? `${path}:${index + 1}: ${line.slice(0, LINE_LENGTH)}` : [],
        ),
    );
    if (text === '' || found.length === 0) return { text: 'No line contains it.' };
    const more = found.length > MOST_LINES ? `\n${found.length - MOST_LINES} more are left out.` : '';
    return { text: fence.around('lines found', found.slice(0, MOST_LINES).join('\n')) + more };
  },
};
