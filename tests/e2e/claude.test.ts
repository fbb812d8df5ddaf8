import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_KEY, type MessagesServer, startMessagesServer } from '../../fakes/claude/messages-server.ts';
import { ended, quickest, trigger, until, works } from './heal.ts';
import { makeStateFolder, type OwnStack, removeStateFolder, startTestStack } from './stack.ts';

const file = quickest.fault.allowedFiles[0] as string;
const propose = {
  name: 'propose_edits',
  input: {
    cause: 'The statement has no target list.',
    rationale: 'Selects a constant.',
    edits: [{ path: file, find: 'SELECT FROM', replace: 'SELECT 1' }],
  },
};

let folder: string;
let stack: OwnStack;
let server: MessagesServer;
let arrived: () => void;
const held = new Promise<void>((resolve) => {
  arrived = resolve;
});
const turns = () =>
  server.requests.map(({ body }) => body.messages.filter(({ role }) => role === 'assistant').length);

beforeAll(async () => {
  folder = makeStateFolder();
  server = await startMessagesServer((_, { messages }) => {
    if (messages.length === 1) return { tools: [{ name: 'read_file', input: { path: file } }] };
    if (turns().includes(1)) return { tools: [propose, { name: 'run_proof', input: { proposal: 1 } }] };
    arrived();
    // Never answered: its asker is killed.
    return { text: 'Well', silentAfter: 4 };
  });
  stack = await startTestStack(folder, {
    FIX_PROVIDERS: 'claude',
    ANTHROPIC_API_KEY: API_KEY,
    ANTHROPIC_BASE_URL: server.url,
  });
});
afterAll(async () => {
  await stack?.stop();
  await server?.close();
  removeStateFolder(folder);
});

test('a heal by Claude whose worker is killed in the middle of a conversation pays no finished turn again', async () => {
  const incident = await trigger(stack, quickest);
  await held;
  process.kill(stack.pidOf('worker'), 'SIGKILL');
  const { incident: healed, timeline } = await until(stack, incident.id, ended);
  expect(healed.phase, JSON.stringify(timeline, null, 1)).toBe('resolved');
  expect(await stack.commitsOf(incident.id)).toHaveLength(1);
  expect(await works(stack, quickest)).toBe(true);
  expect(turns()).toEqual([0, 1, 1]);

  const answer = await fetch(`${stack.base}/developer/incidents/${incident.id}`);
  const { conversations, cost_usd, attempts } = (await answer.json()) as Record<string, never[]>;
  expect(conversations).toMatchObject([{ provider: 'claude', turns: 2, attempt: 1 }]);
  expect(cost_usd).toBeGreaterThan(0);
  expect(attempts).toMatchObject([{ verdicts: [{ proven: true }] }]);
});
