import type { WorkflowBundle } from '@temporalio/worker';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { prepareWorkflows } from './testing/histories.ts';
import { JAVASCRIPT } from './testing/layouts.ts';
import { startTestStack, type TestStack } from './testing/stack.ts';
import { BROKEN, FIXED, NOT_IN_PRODUCTION, until } from './testing/world.ts';
import type { WorldService } from './testing/world-service.ts';

let workflowBundle: WorkflowBundle;
let stack: TestStack;
let second: WorldService;
beforeAll(async () => {
  workflowBundle = await prepareWorkflows();
});
afterEach(() => stack.stop());

async function start(script: string[][]): Promise<void> {
  stack = await startTestStack({ workflowBundle, script, second: JAVASCRIPT });
  if (!stack.second) throw new Error('the stack has no second service');
  second = stack.second;
}

describe('one worker with two services', () => {
  it('heals the same fault code in both, each in its own repository and layout', async () => {
    await start([[FIXED], [FIXED]]);
    const [one, two] = await Promise.all([stack.fail(), stack.fail('one', '', null, second)]);
    expect(one).not.toBe(two);
    await Promise.all([stack.reaches(one, 'resolved'), stack.reaches(two, 'resolved')]);

    expect(stack.pushes).toHaveLength(1);
    expect(second.pushes).toHaveLength(1);
    const [first, other] = [await stack.git.head('main'), await second.git.head('main')];
    expect(await stack.git.readFiles(first, ['src/one.ts'])).toEqual({ 'src/one.ts': FIXED });
    expect(await second.git.readFiles(other, ['lib/handlers/one.js'])).toEqual({
      'lib/handlers/one.js': FIXED,
    });
    expect(await second.git.findByKey('main', await stack.worldKey(two, 'push/1'))).toMatchObject({
      sha: other,
      trailers: { 'Suture-Incident': two },
    });
    expect(await stack.git.findByKey('main', await stack.worldKey(two, 'push/1'))).toBeNull();
    expect(new Set(second.web.probes)).toEqual(new Set([other]));
    expect(await stack.cooldowns.remaining(stack.service, 'FAULT_ONE')).toBeGreaterThan(0);
    expect(await stack.cooldowns.remaining(second.name, 'FAULT_ONE')).toBeGreaterThan(0);
    const services = await stack.store.listServices();
    expect(services.map(({ definition }) => definition?.output)).toEqual(
      services.map(({ name }) => (name === second.name ? ['build'] : null)),
    );
  });

  it('rolls back in the service whose fix did not hold, and leaves the other one alone', async () => {
    await start([[NOT_IN_PRODUCTION], [FIXED]]);
    const incidentId = await stack.fail('one', '', null, second);
    await stack.reaches(incidentId, 'resolved');
    expect(second.pushes).toHaveLength(3);
    expect(stack.pushes).toEqual([]);
    expect(await stack.explain(incidentId)).toContain('answered 500 instead of 200');
  });

  it('resets the service that keeps baselines, and no commit comes into the other one', async () => {
    await start([[FIXED], [FIXED]]);
    const two = await stack.fail('one', '', null, second);
    await stack.reaches(two, 'resolved');
    const one = await stack.fail();
    await stack.reaches(one, 'resolved');
    const { reset } = await stack.store.requestReset('Ada');
    await until(async () => (await stack.store.getReset(reset.id))?.finishedAt);
    expect(await stack.store.getReset(reset.id)).toMatchObject({
      step: 'done',
      deleted: 1,
      cooldownsCleared: 1,
      codeReset: { status: 'pushed', commit: stack.pushes[1] },
    });
    const head = await stack.git.head('main');
    expect(await stack.git.readFiles(head, ['src/one.ts'])).toEqual({ 'src/one.ts': BROKEN });
    expect(second.pushes).toHaveLength(1);
    expect(await stack.phase(two)).toBe('resolved');
  });

  it('uses the definition at the commit under repair', async () => {
    await start([[FIXED]]);
    const definition = JSON.parse(
      (await second.git.readFiles(second.first, ['suture.yaml']))['suture.yaml'] as string,
    );
    definition.faults[0].allowedFiles = ['lib/moved.js'];
    const parent = await second.git.head('main');
    await second.git.push({
      branch: 'main',
      parent,
      edits: [
        { path: 'suture.yaml', content: JSON.stringify(definition) },
        { path: 'lib/moved.js', content: BROKEN },
      ],
      message: 'Move the handler\n\nSuture-Key: moved\n',
      idempotencyKey: 'moved',
    });
    const incidentId = await stack.fail('one', '', null, second);
    await stack.reaches(incidentId, 'deploying');
    expect(stack.requests[0]?.files).toEqual([{ path: 'lib/moved.js', content: BROKEN }]);
    expect(await stack.store.getService(second.name)).toMatchObject({
      definition: { faults: [{ allowedFiles: ['lib/moved.js'] }, {}] },
    });
  });
});
