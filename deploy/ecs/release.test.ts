import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EcsStandIn, startEcsStandIn } from '../../fakes/aws/ecs-stand-in.ts';
import { awsCliFolder } from '../testing/aws-cli.ts';
import { type Ran, runScript } from '../testing/run-script.ts';

const NEW = 'registry/suture:new';
const folder = await awsCliFolder();

describe.skipIf(folder === null)('a release on ECS, by the AWS CLI', { timeout: 600_000 }, () => {
  let ecs: EcsStandIn;
  const release = (more: Record<string, string> = {}) =>
    runScript(resolve('deploy/ecs/release.mjs'), [], {
      PATH: `${folder}:${process.env.PATH}`,
      AWS_ENDPOINT_URL_ECS: ecs.url,
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'of the tests',
      AWS_SECRET_ACCESS_KEY: 'of the tests',
      AWS_EC2_METADATA_DISABLED: 'true',
      ECS_POLL_MS: '10',
      CLUSTER: 'suture',
      APP_SERVICE: 'app',
      WORKER_SERVICE: 'worker',
      IMAGE: NEW,
      ...more,
    });
  const asked = (action: string) =>
    ecs.calls.filter((call) => call.action === action).map((call) => call.request);

  // One release for these, because each call of the CLI takes a second of processor time.
  describe('of a service without tasks and one with a task', () => {
    let ran: Ran;
    beforeAll(async () => {
      ecs = await startEcsStandIn();
      ran = await release();
    }, 300_000);
    afterAll(() => ecs.close());

    it('migrates with the new image, releases the app and the worker, and keeps a worker for older heals', async () => {
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      expect(ecs.imageOf('app')).toBe(NEW);
      expect(ecs.imageOf('worker')).toBe(NEW);
      const order = ecs.calls.map(({ action }) => action).filter((action) => /Run|Update/.test(action));
      expect(order).toEqual(['RunTask', 'UpdateService', 'UpdateService', 'RunTask']);
      expect(asked('RunTask')[0]).toMatchObject({
        taskDefinition: expect.stringContaining('suture-app:2'),
        overrides: {
          containerOverrides: [{ name: 'app', command: ['node', '--enable-source-maps', 'dist/migrate.js'] }],
        },
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
      });
      expect(asked('RunTask')[1]).toMatchObject({
        taskDefinition: expect.stringContaining('suture-worker:1'),
        overrides: {
          containerOverrides: [{ name: 'worker', environment: [{ name: 'TEMPORAL_DRAIN', value: 'true' }] }],
        },
        networkConfiguration: { awsvpcConfiguration: { securityGroups: ['sg-1'] } },
      });
      expect(ran.stdout).toContain('task/suture/1 finishes the heals that began before this release');
    });

    it('changes nothing of the task definition but its own image', async () => {
      expect(asked('RegisterTaskDefinition')[0]).toEqual({
        family: 'suture-app',
        networkMode: 'awsvpc',
        cpu: '512',
        memory: '1024',
        requiresCompatibilities: ['FARGATE'],
        executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
        containerDefinitions: [
          { name: 'app', image: NEW, essential: true, environment: [{ name: 'PORT', value: '8000' }] },
          { name: 'twin', image: NEW, essential: false },
          { name: 'beside', image: 'postgres:18', essential: true },
        ],
      });
    });

    it('starts the first task of a service without tasks, and keeps the count of other services', async () => {
      expect(ecs.desiredCount('app')).toBe(1);
      expect(asked('UpdateService')[1]).not.toHaveProperty('desiredCount');
    });
  });

  describe('of which a part does not work', () => {
    beforeEach(async () => {
      ecs = await startEcsStandIn();
    });
    afterEach(() => ecs.close());

    it('succeeds when the cluster has no room for the worker of older heals', async () => {
      ecs.full = 'suture-worker';
      const ran = await release();
      expect(ran.code).toBe(0);
      expect(ran.stdout).toContain('the new workers take them over: ECS starts no task: RESOURCE:MEMORY');
    });

    it('fails when the circuit breaker rolled back and the service is stable', async () => {
      ecs.broken.add(NEW);
      const ran = await release();
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain(
        'app was rolled back: ECS deployment circuit breaker: tasks failed to start.',
      );
      expect(ecs.imageOf('app')).toBe('registry/suture:old');
      expect(ecs.imageOf('worker')).toBe('registry/suture:old');
    });

    it('releases nothing when the migration fails', async () => {
      ecs.exitCode = 1;
      const ran = await release();
      expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('dist/migrate.js ended with 1') });
      expect(asked('UpdateService')).toEqual([]);
    });

    it('names the missing service, or the variables to set', async () => {
      expect((await release({ APP_SERVICE: 'other' })).stderr).toContain(
        'no service other in the cluster suture',
      );
      expect((await release({ IMAGE: '' })).stderr).toContain(
        'Set CLUSTER, APP_SERVICE, WORKER_SERVICE and IMAGE',
      );
    });
  });
});

it('links to the AWS CLI when it is not installed', async () => {
  const environment = {
    PATH: '/nowhere',
    CLUSTER: 'suture',
    APP_SERVICE: 'app',
    WORKER_SERVICE: 'worker',
    IMAGE: NEW,
  };
  const ran = await runScript(resolve('deploy/ecs/release.mjs'), [], environment);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('docs.aws.amazon.com/cli') });
});
