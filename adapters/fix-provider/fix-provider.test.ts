import { describe, expect, it } from 'vitest';
import { startMessagesServer } from '../../fakes/claude/messages-server.ts';
import { evidenceOf, requestOf } from '../../repair/testing.ts';
import { createSecretGuard } from '../secrets/secret-guard.ts';
import { createClaudeProvider } from './claude/provider.ts';
import { describeFixProvider } from './contract.ts';
import { createMemoryProvider } from './past-fixes.ts';
import { createRepairProvider } from './repair.ts';
import { claudeSettings, MODEL_BUDGET } from './testing/claude.ts';
import { createTestContext } from './testing/context.ts';

const FILE = `import { sql, type Kysely } from 'kysely';
export async function run(db: Kysely<unknown>) {
  await sql\`SELECT FROM\`.execute(db);
}
`;
const evidence = evidenceOf([
  { message: 'syntax error at end of input', sqlstate: '42601', statement: 'SELECT FROM', status: 500 },
]);
const request = requestOf(FILE, evidence, MODEL_BUDGET);
const nothingToClose = async () => {};

describeFixProvider('repair', async () => ({
  provider: createRepairProvider(),
  request,
  hopeless: requestOf(FILE, evidenceOf([])),
  close: nothingToClose,
}));

describeFixProvider('memory', async () => ({
  provider: createMemoryProvider(),
  request: {
    ...request,
    knowledge: [
      {
        id: 'fix-1',
        kind: 'fix',
        title: 'Fix of FAULT_TEST',
        excerpt: 'The statement has no target list.',
        score: 1,
        fix: {
          incidentId: 'LIVE-0007',
          faultCode: 'FAULT_TEST',
          templates: ['sql-syntax'],
          rationale: 'Selects a constant.',
          before: [{ path: 'module.ts', content: FILE }],
          after: [{ path: 'module.ts', content: FILE.replace('SELECT FROM', 'SELECT 1') }],
        },
      },
    ],
  },
  hopeless: request,
  close: nothingToClose,
}));

const FIRST_WORDS = 'What was tried before';
const propose = (replace: string) => ({
  name: 'propose_edits',
  input: {
    cause: 'The statement has no target list.',
    rationale: `Selects ${replace}.`,
    edits: [{ path: 'module.ts', find: 'SELECT FROM', replace }],
  },
});

describeFixProvider('claude', async () => {
  // As a model would: it reads what was tried, and gives up where there is no failure.
  const server = await startMessagesServer((_, { messages }) => {
    const said = JSON.stringify(messages);
    if (!said.includes('How it failed')) return { text: 'There is nothing to fix.' };
    const wanted = said.includes(FIRST_WORDS) ? 'SELECT 2' : 'SELECT 1';
    if (messages.length === 1) return { tools: [propose(wanted)] };
    return { tools: [{ name: 'run_proof', input: { proposal: 1 } }] };
  });
  return {
    provider: createClaudeProvider(claudeSettings(server.url), createSecretGuard([])),
    request,
    hopeless: { ...requestOf(FILE, evidenceOf([])), ...MODEL_BUDGET },
    close: server.close,
  };
});

describe('a file that would end the process which parses it', () => {
  const deep = `${'['.repeat(12_000)}${']'.repeat(12_000)}`;

  it.each([createRepairProvider(), createMemoryProvider()])('is left alone by $name', async (provider) => {
    const past = {
      incidentId: 'LIVE-0007',
      faultCode: 'FAULT_TEST',
      templates: [],
      rationale: '',
      before: [{ path: 'module.ts', content: FILE }],
      after: [{ path: 'module.ts', content: deep }],
    };
    const knowledge = [{ id: 'fix-1', kind: 'fix' as const, title: '', excerpt: '', score: 1, fix: past }];
    const { context } = createTestContext();
    const broken = { ...requestOf(`${FILE}${deep}`, evidence, MODEL_BUDGET), knowledge };
    expect((await provider.propose(broken, context)).candidates).toEqual([]);
    const sound = await provider.propose({ ...request, knowledge }, context);
    expect(sound.candidates.flatMap(({ edits }) => edits).filter(({ content }) => content === deep)).toEqual(
      [],
    );
  });
});
