import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LATEST_DAYS } from '../app/intake/ingest-events.ts';
import { FRAGMENTS } from '../tools/write-configuration.ts';
import { GithubToolSettings } from './lambdas/github-tool/settings.ts';

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

interface Template {
  Parameters: Record<string, { Default?: unknown }>;
  Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: { Parameters: string[] }[] } };
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown; Export?: { Name: string } }>;
}

/** A tag such as `!Ref X` is read as its value. */
const read = (path: string) => parse(readFileSync(path, 'utf8'), { logLevel: 'silent' }) as Template;
const template = read('deploy/template.yaml');
const demo = read('deploy/demo.yaml');
const ofType = (type: string, of = template) =>
  Object.entries(of.Resources).filter(([, { Type }]) => Type === type);
const property = (name: string) => template.Resources[name]?.Properties;
const rolesOf = (of: Template) =>
  ofType('AWS::IAM::Role', of).map(([name, { Properties }]) => ({
    name,
    statements: ((Properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    ),
  }));
const roles = rolesOf(template);
const containersOf = (of: Template) =>
  ofType('AWS::ECS::TaskDefinition', of).flatMap(([task, { Properties }]): (Container & { task: string })[] =>
    Properties.ContainerDefinitions.map((container: Container) => ({ task, ...container })),
  );
const containers = containersOf(template);
/** The names of the variables of a container, plain ones and secrets. */
const variablesOf = (container?: Container) =>
  [...(container?.Environment ?? []), ...(container?.Secrets ?? [])]
    .flat(Number.POSITIVE_INFINITY)
    .flatMap((one) => (typeof one === 'object' && one !== null && 'Name' in one ? [one.Name as string] : []));
const texts = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [String(value)];
/** The names of secrets below a value. */
const secretsIn = (value: unknown) =>
  new Set(texts(value).filter((text) => /(SecretArn|Secret|Token|Url)$/.test(text)));

describe('the parameters', () => {
  it('have no default only if the example fills them in, and the example fills in no other', () => {
    const example = JSON.parse(readFileSync('deploy/parameters.example.json', 'utf8')) as object;
    const needed = Object.keys(template.Parameters).filter(
      (name) => !('Default' in (template.Parameters[name] ?? {})),
    );
    expect(Object.keys(example)).toEqual(expect.arrayContaining(needed));
    expect(Object.keys(example).filter((name) => !(name in template.Parameters))).toEqual([]);
  });

  it('appear in one group each', () => {
    const groups = template.Metadata['AWS::CloudFormation::Interface'].ParameterGroups;
    expect(groups.flatMap(({ Parameters }) => Parameters).sort()).toEqual(
      Object.keys(template.Parameters).sort(),
    );
  });
});

describe('the rights', () => {
  it.each([
    ['deploy/template.yaml', template, 15],
    ['deploy/demo.yaml', demo, 8],
  ])('of %s name their actions, and their resources where AWS allows it', (_, of, least) => {
    const statements = rolesOf(of).flatMap(({ statements: all }) => all);
    const actions = (statement: Statement) => [statement.Action].flat();
    expect(statements.length).toBeGreaterThan(least);
    expect(statements.flatMap(actions).filter((action) => action.includes('*'))).toEqual([]);
    // https://docs.aws.amazon.com/service-authorization: these accept no resource.
    const everywhere = statements.filter(({ Resource: on }) => on === '*').flatMap(actions);
    expect([...new Set(everywhere)].sort()).toEqual([
      'ecr:GetAuthorizationToken',
      'ecs:DescribeTaskDefinition',
      'ecs:RegisterTaskDefinition',
    ]);
  });

  it('are none for the app, and the own logs and queue for the functions', () => {
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
  ])('to start %s cover the secrets that it gets, and no other', (task, role) => {
    const given = containers.filter((each) => each.task === task).map(({ Secrets = [] }) => Secrets);
    const statements = roles.find(({ name }) => name === role)?.statements ?? [];
    const reads = statements.find(({ Action }) => Action === 'secretsmanager:GetSecretValue')?.Resource;
    expect(secretsIn(reads).size).toBeGreaterThan(3);
    expect(secretsIn(reads)).toEqual(secretsIn(given));
  });
});

describe('the programs', () => {
  const SETTINGS = FRAGMENTS.flatMap((fragment) => Object.keys(fragment.shape));
  /** Read by the FaultRouter, by PostgreSQL's image, and by Temporal's own library. */
  const OTHERS = ['INGEST_URL', 'POSTGRES_HOST_AUTH_METHOD', 'TEMPORAL_API_KEY'];
  const worker = variablesOf(containers.find(({ Name }) => Name === 'worker'));

  it('get settings that exist', () => {
    const functions = ofType('AWS::Lambda::Function').flatMap(([, { Properties }]) =>
      Object.keys(Properties.Environment.Variables),
    );
    const names = [...containers.flatMap(variablesOf), ...functions];
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !SETTINGS.includes(name) && !OTHERS.includes(name))).toEqual([]);
  });

  it.each(['COOLDOWNS', 'KNOWLEDGE', 'FIX_PROVIDERS'])('select an adapter by %s', (name) =>
    expect(worker).toContain(name),
  );

  it('get all settings of the cloud adapters', () => {
    const adapters = /^(ANTHROPIC|BACKBOARD|KNOWLEDGE|GITHUB|SSM)_/;
    const names = SETTINGS.filter((name) => adapters.test(name));
    // Addresses of gateways; the app's setting; those of the GithubTool function.
    const others = ['ANTHROPIC_BASE_URL', 'BACKBOARD_BASE_URL', 'GITHUB_WEBHOOK_SECRET'];
    const leftOut = names.filter((name) => !worker.includes(name));
    expect(leftOut.sort()).toEqual([...others, ...Object.keys(GithubToolSettings.shape)].sort());
  });

  it('return to the release before when a release does not start', () => {
    const services = [...ofType('AWS::ECS::Service'), ...ofType('AWS::ECS::Service', demo)];
    expect(services.map(([name]) => name).sort()).toEqual(['AppService', 'Service', 'WorkerService']);
    for (const [, { Properties }] of services) {
      expect(Properties.DeploymentConfiguration.DeploymentCircuitBreaker).toEqual({
        Enable: true,
        Rollback: true,
      });
    }
  });
});

describe('the demonstration', () => {
  it('gets no secret of Suture and no right on AWS', () => {
    const [program, upstream] = containersOf(demo);
    expect(variablesOf(program).sort()).toEqual(['DATABASE_URL', 'MOCK_API_BASE_URL', 'PORT']);
    expect(secretsIn(program?.Secrets)).toEqual(new Set(['DatabaseUrl']));
    expect(upstream?.Secrets).toBeUndefined();
    expect(rolesOf(demo).find(({ name }) => name === 'TaskRole')?.statements).toEqual([]);
  });

  it('takes from the stack of Suture what that exports', () => {
    const exported = Object.values(template.Outputs).flatMap((output) => output.Export?.Name ?? []);
    const imported = texts(demo).filter((text) => text.startsWith(`suture-\${Environment}-`));
    const names = ['cluster', 'fault-router', 'oidc-provider'].map(
      (name) => `suture-\${Environment}-${name}`,
    );
    expect([...exported].sort()).toEqual(names);
    expect(imported).toEqual(expect.arrayContaining(names));
  });

  it('sends the marker lines of its log to the router', () => {
    const router = { 'Fn::ImportValue': `suture-\${Environment}-fault-router` };
    const filters = ofType('AWS::Logs::SubscriptionFilter', demo).map(([, { Properties }]) => Properties);
    expect(filters).toMatchObject([{ LogGroupName: 'Logs', DestinationArn: router }]);
    expect(demo.Resources.RouterByLogs?.Properties).toMatchObject({
      FunctionName: router,
      SourceArn: 'Logs.Arn',
    });
    // The control plane's own log has no failures of services.
    expect(ofType('AWS::Logs::SubscriptionFilter')).toEqual([]);
  });

  it('has an encrypted database of its own', () => {
    expect(demo.Resources.Database?.Properties).toMatchObject({
      MasterUsername: 'demo',
      StorageEncrypted: true,
      PubliclyAccessible: false,
    });
  });
});

it('keeps lines that the app rejected as long as the app accepts late lines', () => {
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
