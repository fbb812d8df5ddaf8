import { blocksOf, type MessagesRequest } from '../claude/check-request.ts';
import type { Turn } from '../claude/turn.ts';
import { KNOWN_FAULTS } from './known-faults.ts';

/** A tool that was used, and its result. */
interface Used {
  name: string;
  answer: string;
  ok: boolean;
}

/**
 * Plays a competent model: reads the files, recognises the fault by their text, proposes a fix and proves it, and
 * proposes another when the proof fails. It uses only the request.
 */
export function answerAsModel(request: MessagesRequest): Turn {
  const used = usedTools(request);
  const paths = allowedFiles(request);
  const reads = used.filter(({ name, ok }) => name === 'read_file' && ok);
  if (reads.length < paths.length) {
    const tools = paths.map((path) => ({ name: 'read_file', input: { path } }));
    return { text: 'Let me read what may be changed.', tools };
  }
  for (const [index, { answer }] of reads.entries()) {
    const fault = KNOWN_FAULTS.find(({ sign }) => answer.includes(sign));
    if (!fault) continue;
    const proposals = used.filter(({ name, ok }) => name === 'propose_edits' && ok).length;
    const verdict = used.findLast(({ name }) => name === 'run_proof')?.answer ?? '';
    const fix = fault.fixes[proposals];
    if (!fix?.after.test(verdict)) return { text: `I have no other fix. The proof reports: ${verdict}` };
    const { cause, rationale, find, replace } = fix;
    const edits = [{ path: paths[index], find, replace }];
    return {
      thinking: rationale,
      tools: [
        { name: 'propose_edits', input: { cause, rationale, edits } },
        { name: 'run_proof', input: { proposal: proposals + 1 } },
      ],
    };
  }
  return { text: 'I see no fix in these files.' };
}

/** The paths below the heading of the first message that names them, with their text or without. */
function allowedFiles({ messages }: MessagesRequest): string[] {
  const opening = blocksOf(messages[0]?.content ?? '');
  const text = opening.flatMap((block) => (block.type === 'text' ? block.text : [])).join('\n');
  const [, part = ''] =
    /^## Files that may be read and changed\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(text) ?? [];
  return [...part.matchAll(/^<data-[0-9a-f]+ of="([^"]+)">$|^- (\S+) \(\d+ characters\)$/gm)].map(
    ([, shown, listed]) => (shown ?? listed) as string,
  );
}

function usedTools({ messages }: MessagesRequest): Used[] {
  const blocks = messages.flatMap(({ content }) => blocksOf(content));
  return blocks.flatMap((block) => {
    if (block.type !== 'tool_use') return [];
    const result = blocks.find((other) => other.type === 'tool_result' && other.tool_use_id === block.id);
    if (result?.type !== 'tool_result') return [];
    const answer = typeof result.content === 'string' ? result.content : JSON.stringify(result.content);
    return [{ name: block.name, answer, ok: result.is_error !== true }];
  });
}
