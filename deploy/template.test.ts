import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LATEST_DAYS } from '../app/intake/ingest-events.ts';
import { Settings } from '../domain/settings.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}
interface Named {
  Name: string;
  ValueFrom?: unknown;
}
interface Container {
  Name: string;
  Environment?: (Named | Named[])[];
  Secrets?: (Named | unknown[])[];
}
interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what CloudFormation's resources hold is as many types as there are
  Properties: any;
}

// Tags such as `!Ref X` are read as what stands behind them.
const template = parse(readFileSync('deploy/template.yaml', 'utf8'), { logLevel: 'silent' }) as {
  Parameters: Record<string, { Default?: unknown }>;
  Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: { Parameters: string[] }[] } };
  Resources: Record<string, Resource>;
};
const ofType = (type: string) => Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
const property = (name: string) => template.Resources[name]?.Properties;
const roles = ofType('AWS::IAM::Role').map(([name, { Properties }]) => ({
  name,
  statements: ((Properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  ),
}));
const containers = ofType('AWS::ECS::TaskDefinition').flatMap(
  ([task, { Properties }]): (Container & { task: string })[] =>
    Properties.ContainerDefinitions.map((container: Container) => ({ task, ...container })),
);

describe('the parameters', () => {
  it('are filled in by the example where they must be, and only those that exist', () => {
    const example = JSON.parse(readFileSync('deploy/parameters.example.json', 'utf8')) as object;
    const needed = Object.keys(template.Parameters).filter(
      (name) => !('Default' in (template.Parameters[name] ?? {})),
    );
    expect(Object.keys(example)).toEqual(expect.arrayContaining(needed));
    expect(Object.keys(example).filter((name) => !(name in template.Parameters))).toEqual([]);
  });

  it('are shown in groups, each once', () => {
    const groups = template.Metadata['AWS::CloudFormation::Interface'].ParameterGroups;
    expect(groups.flatMap(({ Parameters }) => Parameters).sort()).toEqual(
      Object.keys(template.Parameters).sort(),
    );
  });
});

describe('the rights', () => {
  it('name their actions, and their resources wherever AWS lets them', () => {
    const statements = roles.flatMap(({ statements: all }) => all);
    const actions = (statement: Statement) => [statement.Action].flat();
    expect(statements.length).toBeGreaterThan(15);
    expect(statements.flatMap(actions).filter((action) => action.includes('*'))).toEqual([]);
    // https://docs.aws.amazon.com/service-authorization: these know no resource.
    const everywhere = statements.filter(({ Resource: on }) => on === '*').flatMap(actions);
    expect([...new Set(everywhere)].sort()).toEqual([
      'ecr:GetAuthorizationToken',
      'ecs:DescribeTaskDefinition',
      'ecs:RegisterTaskDefinition',
    ]);
  });

  it('give the app nothing, and the functions their own logs and queue', () => {
    const of = (role: string) => roles.find(({ name }) => name === role)?.statements ?? [];
    const rights = (role: string) => of(role).map(({ Action, Resource: on }) => [[Action].flat().join(), on]);
    const logs = 'logs:CreateLogStream,logs:PutLogEvents';
    expect(of('AppRole')).toEqual([]);
    expect(rights('GithubToolRole')).toEqual([[logs, 'GithubToolLogs.Arn']]);
    expect(rights('FaultRouterRole')).toEqual([
      [logs, 'FaultRouterLogs.Arn'],
      ['sqs:SendMessage', 'UndeliveredLines.Arn'],
    ]);
    const worker = of('WorkerRole').flatMap(({ Action }) => Action);
    expect(worker.every((action) => /^(ssm|lambda):/.test(action))).toBe(true);
  });

  it.each([
    ['AppTask', 'AppExecutionRole'],
    ['WorkerTask', 'WorkerExecutionRole'],
  ])('to start %s read the secrets that it is given, and no other', (task, role) => {
    const texts = (value: unknown): string[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [String(value)];
    const names = (value: unknown) =>
      new Set(texts(value).filter((text) => /(SecretArn|Secret|Token|Url)$/.test(text)));
    const given = containers.filter((each) => each.task === task).map(({ Secrets = [] }) => Secrets);
    const statements = roles.find(({ name }) => name === role)?.statements ?? [];
    const reads = statements.find(({ Action }) => Action === 'secretsmanager:GetSecretValue')?.Resource;
    expect(names(reads).size).toBeGreaterThan(3);
    expect(names(reads)).toEqual(names(given));
  });
});

describe('the programs', () => {
  /** Those of other programs than ours. */
  const OTHERS = ['INGEST_URL', 'API_FAULT_MODE', 'POSTGRES_HOST_AUTH_METHOD'];
  const settingsOf = (container?: Container) =>
    [...(container?.Environment ?? []), ...(container?.Secrets ?? [])]
      .flat(Number.POSITIVE_INFINITY)
      .flatMap((one) =>
        typeof one === 'object' && one !== null && 'Name' in one ? [one.Name as string] : [],
      );
  const worker = settingsOf(containers.find(({ Name }) => Name === 'worker'));

  it('are given settings that exist', () => {
    const functions = ofType('AWS::Lambda::Function').flatMap(([, { Properties }]) =>
      Object.keys(Properties.Environment.Variables),
    );
    const names = [...containers.flatMap(settingsOf), ...functions];
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !(name in Settings.shape) && !OTHERS.includes(name))).toEqual([]);
  });

  it.each(['CODE_HOST', 'COOLDOWNS', 'KNOWLEDGE', 'FIX_PROVIDERS', 'DELIVERY'])(
    'are told which adapter to take: %s',
    (name) => expect(worker).toContain(name),
  );

  it('are told all that the cloud adapters of the worker can be told', () => {
    const adapters = /^(ANTHROPIC|BACKBOARD|KNOWLEDGE|GITHUB|SSM)_/;
    const names = Object.keys(Settings.shape).filter((name) => adapters.test(name));
    // Addresses of gateways; what the app alone needs.
    const leftOut = names.filter((name) => !worker.includes(name));
    expect(leftOut.sort()).toEqual(['ANTHROPIC_BASE_URL', 'BACKBOARD_BASE_URL', 'GITHUB_WEBHOOK_SECRET']);
  });

  it('are taken live carefully: a release that does not come up is taken back', () => {
    const services = ofType('AWS::ECS::Service');
    expect(services.map(([name]) => name).sort()).toEqual(['AppService', 'WorkerService']);
    for (const [, { Properties }] of services) {
      expect(Properties.DeploymentConfiguration.DeploymentCircuitBreaker).toEqual({
        Enable: true,
        Rollback: true,
      });
    }
  });
});

it('leads the marker lines of the app, and of nobody else, to the router', () => {
  const filters = ofType('AWS::Logs::SubscriptionFilter').map(([, { Properties }]) => Properties);
  expect(filters).toMatchObject([{ LogGroupName: 'AppLogs', DestinationArn: 'FaultRouter.Arn' }]);
  expect(property('FaultRouterByLogs')).toMatchObject({
    FunctionName: 'FaultRouter',
    SourceArn: 'AppLogs.Arn',
  });
});

it('keeps lines that the app did not take, as long as it would take them', () => {
  const [[, tries] = []] = ofType('AWS::Lambda::EventInvokeConfig');
  expect(tries?.Properties).toMatchObject({
    FunctionName: 'FaultRouter',
    DestinationConfig: { OnFailure: { Destination: 'UndeliveredLines.Arn' } },
  });
  expect(property('UndeliveredLines').MessageRetentionPeriod).toBe(LATEST_DAYS * 86_400);
});

it('keeps data encrypted and out of reach', () => {
  expect(property('Database')).toMatchObject({ StorageEncrypted: true, PubliclyAccessible: false });
  expect(template.Resources.Database).toMatchObject({ DeletionPolicy: 'Snapshot' });
  expect(property('Cache')).toMatchObject({ TransitEncryptionEnabled: true, AtRestEncryptionEnabled: true });
});
