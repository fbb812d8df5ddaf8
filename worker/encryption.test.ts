import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { afterEach, beforeAll, expect, inject, it } from 'vitest';
import { healWorkflowId } from '../domain/incident.ts';
import { prepareWorkflows } from '../workflows/testing/histories.ts';
import { startTestStack, type TestStack } from '../workflows/testing/stack.ts';
import { STILL_BROKEN } from '../workflows/testing/world.ts';
import { createPayloadCodec } from './payload-codec.ts';
import { failureConverter } from './temporal-options.ts';

const failureConverterPath = failureConverter(import.meta.url);
const dataConverter: DataConverter = {
  payloadCodecs: [createPayloadCodec(`test:${randomBytes(32).toString('base64')}`)],
  failureConverterPath,
};
let stack: TestStack | null = null;
beforeAll(() => {
  execFileSync(process.execPath, ['tools/build.mjs', 'failure-converter']);
});
afterEach(async () => {
  await stack?.stop();
  stack = null;
});

/** A history as read from the server without a key. */
async function readable(workflowId: string): Promise<string> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  try {
    const history = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
    return Buffer.from(temporal.api.history.v1.History.encode(history).finish()).toString('latin1');
  } finally {
    await connection.close();
  }
}

it('leaves nothing of a heal to be read in its history: no code, no log, no sentence, no failure', async () => {
  const script = [[STILL_BROKEN], { refuse: 'The secret reason.' }];
  const workflowBundle = await prepareWorkflows({
    failureConverterPath: fileURLToPath(new URL('../workflows/failure-converter.ts', import.meta.url)),
  });
  stack = await startTestStack({ workflowBundle, dataConverter, script });
  // A step that fails permanently: its service is not attached.
  const { incidentId: undefinedFault } = await stack.store.recordOccurrence({
    service: stack.service,
    faultCode: 'FAULT_UNHEARD_OF',
    faultType: 'test_fault',
    severity: 'high',
    route: '/unheard',
    reason: 'broken',
    logLine: 'FAULT_UNHEARD_OF',
    latencyMs: 10,
  });
  const incidentId = await stack.fail();
  await stack.reaches(incidentId, 'failed');
  expect(await stack.heal(incidentId).result()).toMatchObject({
    reason: 'refused',
    message: expect.stringContaining('The secret reason.'),
  });
  const history = await readable(healWorkflowId(incidentId));
  expect(history).toContain('proveCandidates');
  expect(history).toContain('binary/encrypted');
  for (const text of ['secret reason', 'Sets the state', 'in the sandbox', '"attempt":', 'state is broken']) {
    expect(history).not.toContain(text);
  }

  await stack.reaches(undefinedFault, 'failed');
  await expect(stack.heal(undefinedFault).result()).rejects.toThrow();
  const failed = await readable(healWorkflowId(undefinedFault));
  expect(failed).toContain('unknown_fault');
  expect(failed).not.toContain('define it again');
});
