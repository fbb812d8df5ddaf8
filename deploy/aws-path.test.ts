import { randomBytes, randomInt } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { createCooldowns } from '../adapters/cooldowns/registry.ts';
import { CooldownSettings } from '../adapters/cooldowns/settings.ts';
import { serve } from '../app/serve.ts';
import { createTestApp } from '../app/testing/test-app.ts';
import { readSettings } from '../domain/settings.ts';
import { startTestAws } from '../fakes/aws/moto.ts';
import { createHandOver } from '../worker/hand-over.ts';
import { startOutboxDispatcher } from '../worker/outbox-dispatcher.ts';
import { prepareWorkflows } from '../workflows/testing/histories.ts';
import { startTestStack } from '../workflows/testing/stack.ts';
import { until } from '../workflows/testing/world.ts';
import { loadLambda } from './testing/load-lambda.ts';

const aws = await startTestAws(process.env);
const undo: (() => unknown)[] = [() => aws?.stop()];
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

const LOG_GROUP = '/suture/production/demo';
const STREAM = 'suture-faults';

/** A log group whose lines go to a stream. */
async function subscribeLogs(logs: CloudWatchLogsClient, kinesis: KinesisClient): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: LOG_GROUP, logStreamName: 'demo/1' }));
  await kinesis.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount: 1 }));
  const { StreamDescriptionSummary: stream } = await until(async () => {
    const answer = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: STREAM }));
    return answer.StreamDescriptionSummary?.StreamStatus === 'ACTIVE' && answer;
  });
  await logs.send(
    new PutSubscriptionFilterCommand({
      logGroupName: LOG_GROUP,
      filterName: 'faults',
      filterPattern: '%^FAULT_%',
      destinationArn: stream?.StreamARN,
      roleArn: 'arn:aws:iam::123456789012:role/logs-to-kinesis',
    }),
  );
}

/** What Lambda reads from the stream and hands to the function. */
async function eventFrom(kinesis: KinesisClient): Promise<{ Records: { kinesis: { data: string } }[] }> {
  const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName: STREAM }));
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: STREAM,
      ShardId: Shards?.[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return {
    Records: (Records ?? []).map(({ Data }) => ({
      kinesis: { data: Buffer.from(Data ?? []).toString('base64') },
    })),
  };
}

describe.skipIf(!aws)('on AWS', () => {
  it('a log line becomes an incident with a started workflow, once', async () => {
    const logs = new CloudWatchLogsClient(aws?.client ?? {});
    // By itself this client speaks HTTP/2, which the stand-in does not.
    const kinesis = new KinesisClient({ ...aws?.client, requestHandler: logs.config.requestHandler });
    undo.push(
      () => logs.destroy(),
      () => kinesis.destroy(),
    );
    await subscribeLogs(logs, kinesis);

    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    const app = await createTestApp({ environment: { INGEST_SECRET: secret } });
    undo.push(() => app.close());
    // Workflow ids contain the number, and other tests use the same Temporal.
    const sql = new pg.Client({ connectionString: app.parts.settings.DATABASE_URL });
    await sql.connect();
    await sql.query(`alter sequence incident_number restart with ${randomInt(10_000, 2_000_000_000)}`);
    await sql.end();
    const serving = await serve(app.app.fetch, { host: '127.0.0.1', port: 0 });
    undo.push(() => serving.close(0));
    const base = `http://127.0.0.1:${serving.address.port}`;
    const { handler: router, remove } = await loadLambda('fault-router', {
      INGEST_URL: `${base}/ingest/cloudwatch`,
      INGEST_SECRET: secret,
    });
    undo.push(remove);

    const connection = await Connection.connect({ address: inject('temporalAddress') });
    undo.push(() => connection.close());
    const client = new Client({ connection });
    const log = (line: string) => app.lines.push(line);
    const handOver = createHandOver({
      store: app.store,
      client,
      taskQueue: `aws-path-${process.pid}`,
      readDefinition: () => {},
      judgeReturn: () => Promise.resolve(),
      log,
    });
    const dispatcher = await startOutboxDispatcher(app.store, handOver, log);
    undo.push(() => dispatcher.stop());

    // The container's lines, as ECS sends them to CloudWatch. The second one is of a verification.
    const marker = 'FAULT_SQL_INJECTION_TEST route=/test-fault/run reason=syntax_error latency=0.01';
    const lines = ['demo on http://0.0.0.0:8000', marker, `${marker} verification=1`, 'GET /up 200'];
    await logs.send(
      new PutLogEventsCommand({
        logGroupName: LOG_GROUP,
        logStreamName: 'demo/1',
        logEvents: lines.map((message) => ({ message, timestamp: Date.now() })),
      }),
    );
    expect((await app.store.listIncidents()).incidents).toEqual([]);

    const event = await eventFrom(kinesis);
    expect(event.Records).toHaveLength(1);
    expect(await router(event)).toEqual({ accepted: 1, duplicates: 0, ignored: lines.length - 1 });
    expect(await router(event)).toEqual({ accepted: 0, duplicates: 1, ignored: lines.length - 1 });

    const { incidents } = await app.store.listIncidents();
    expect(incidents).toMatchObject([
      { error_code: 'FAULT_SQL_INJECTION_TEST', status: 'detected', symptoms: { affected_requests: 1 } },
    ]);
    const [incident] = incidents;
    const heal = client.workflow.getHandle(`heal-${incident?.id}`);
    const running = await until(() => heal.describe().catch(() => null));
    expect(running).toMatchObject({ type: 'healIncident', status: { name: 'RUNNING' } });
    await heal.terminate();
  });

  it('a reset clears the cooldowns in SSM', async () => {
    const ssm = new SSMClient(aws?.client ?? {});
    undo.push(() => ssm.destroy());
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const cooldowns = createCooldowns(
      readSettings(
        {
          COOLDOWNS: 'ssm',
          SSM_PREFIX: '/suture/staging',
          AWS_REGION: aws?.client.region,
          AWS_ENDPOINT_URL: aws?.endpoint,
        },
        CooldownSettings,
      ),
    );
    undo.push(() => cooldowns.close());
    const stack = await startTestStack({ workflowBundle: await prepareWorkflows(), cooldowns });
    undo.push(() => stack.stop());
    const parameters = async () => {
      const path = { Path: '/suture/staging', Recursive: true };
      return (await ssm.send(new GetParametersByPathCommand(path))).Parameters ?? [];
    };

    const incidentId = await stack.fail();
    await stack.reaches(incidentId, 'resolved');
    const [kept, ...more] = await parameters();
    expect(kept?.Name).toMatch(`/suture/staging/cooldowns/${stack.service}/FAULT_ONE/`);
    expect(more).toEqual([]);
    expect(JSON.parse(kept?.Value ?? '')).toMatchObject({ holder: incidentId });

    const { reset } = await stack.store.requestReset('Ada');
    const done = await until(async () => {
      const now = await stack.store.getReset(reset.id);
      return now?.finishedAt ? now : null;
    });
    expect(done).toMatchObject({ step: 'done', cooldownsCleared: 1, error: null });
    expect(await parameters()).toEqual([]);
    vi.unstubAllEnvs();
  });
});
