import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EcsStandIn, startEcsStandIn } from '../../fakes/aws/ecs-stand-in.ts';
import { awsCliFolder } from '../testing/aws-cli.ts';
import { runScript } from '../testing/run-script.ts';

const NEW = 'registry/demo:new';
const folder = await awsCliFolder();

describe.skipIf(folder === null)('a release of the demonstration on ECS', { timeout: 600_000 }, () => {
  let ecs: EcsStandIn;
  beforeEach(async () => {
    ecs = await startEcsStandIn();
  });
  afterEach(() => ecs.close());

  const release = (more: Record<string, string> = {}) =>
    runScript(resolve('demo/service/pipeline/release-ecs.mjs'), [], {
      PATH: `${folder}:${process.env.PATH}`,
      AWS_ENDPOINT_URL_ECS: ecs.url,
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'of the tests',
      AWS_SECRET_ACCESS_KEY: 'of the tests',
      AWS_EC2_METADATA_DISABLED: 'true',
      ECS_POLL_MS: '10',
      CLUSTER: 'suture',
      SERVICE: 'app',
      CONTAINER: 'app',
      IMAGE: NEW,
      ...more,
    });
  const asked = (action: string) =>
    ecs.calls.filter((call) => call.action === action).map((call) => call.request);

  it('migrates with the new image, then releases it', async () => {
    expect(await release()).toMatchObject({ code: 0, stderr: '' });
    expect(ecs.imageOf('app')).toBe(NEW);
    expect(ecs.imageOf('worker')).toBe('registry/suture:old');
    expect(asked('RunTask')).toMatchObject([
      { overrides: { containerOverrides: [{ name: 'app', command: ['node', 'migrate.mjs'] }] } },
    ]);
    const order = ecs.calls.map(({ action }) => action).filter((action) => /Run|Update/.test(action));
    expect(order).toEqual(['RunTask', 'UpdateService']);
  });

  it('fails when the circuit breaker rolled back', async () => {
    ecs.broken.add(NEW);
    const ran = await release();
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('app was rolled back. ECS deployment circuit breaker');
    expect(ecs.imageOf('app')).toBe('registry/suture:old');
  });

  it('releases nothing when the migration fails', async () => {
    ecs.exitCode = 1;
    expect(await release()).toMatchObject({ code: 1, stderr: expect.stringContaining('ended with 1') });
    expect(asked('UpdateService')).toEqual([]);
  });

  it('names the variables to set, or the missing service', async () => {
    expect((await release({ IMAGE: '' })).stderr).toContain('Set CLUSTER, SERVICE and IMAGE');
    expect((await release({ SERVICE: 'other' })).stderr).toContain('no service other in the cluster suture');
  });
});
