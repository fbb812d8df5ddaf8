import type { Detail } from '../client.ts';
import { oneLine } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { commandFor, shade } from './words.ts';
import { wrap } from './wrap.ts';

const QUESTIONS = {
  broke: 'What broke',
  doing: 'What is being done',
  safe: 'Is it safe',
  asked: 'What is asked of you',
} as const;
const INDENT = 22;

/** The four questions of a person who is woken at night, and what to type. */
export function briefLines({ brief, incident }: Detail, { colours, width }: Terminal): string[] {
  const lines = Object.entries(QUESTIONS).flatMap(([name, question]) => {
    const { tone, word, text } = brief[name as keyof typeof QUESTIONS];
    const answer = oneLine(word);
    const [first, ...more] = wrap(oneLine(text), width, INDENT, INDENT + answer.length + 2);
    const head = `${colours.dim(question.padEnd(INDENT))}${colours.bold(shade(colours, tone)(answer))}`;
    return [`${head}  ${first}`, ...more];
  });
  const command = commandFor(incident);
  return command ? [...lines, `${' '.repeat(INDENT)}${command}`] : lines;
}
