import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Container {
  name: string;
  image: string;
  [more: string]: unknown;
}
interface TaskDefinition {
  taskDefinitionArn: string;
  family: string;
  revision: number;
  containerDefinitions: Container[];
  [more: string]: unknown;
}
interface Deployment {
  id: string;
  status: 'PRIMARY' | 'ACTIVE';
  taskDefinition: string;
  desiredCount: number;
  runningCount: number;
  pendingCount: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
}
interface Service {
  name: string;
  desiredCount: number;
  deployments: Deployment[];
  /** How often it was looked at since its last update. */
  looks: number;
  before: string;
}

type Request = Record<string, unknown>;

const ACCOUNT = 'arn:aws:ecs:eu-central-1:123456789012';
const NETWORK = {
  awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
};

/** Amazon ECS as far as a release needs it, in the words of its API (JSON 1.1, version 2014-11-13). */
export interface EcsStandIn {
  url: string;
  /** What was asked, in order. */
  calls: { action: string; request: Request }[];
  /** The image that a container of a service runs. */
  imageOf(service: string): string;
  desiredCount(service: string): number;
  /** Images whose tasks do not come up: the circuit breaker rolls them back. */
  broken: Set<string>;
  /** A family of which no task can be placed. */
  full: string | null;
  /** Exit code of a task that runs once. */
  exitCode: number;
  close(): Promise<void>;
}

/** With the services `app` (no task yet) and `worker` (one), each with a container of its name and two others. */
export async function startEcsStandIn(): Promise<EcsStandIn> {
  const definitions: TaskDefinition[] = [];
  const services = new Map<string, Service>();

  function register(request: Request): TaskDefinition {
    const family = request.family as string;
    const revision = definitions.filter((one) => one.family === family).length + 1;
    const made = {
      ...(request as { containerDefinitions: Container[] }),
      family,
      revision,
      taskDefinitionArn: `${ACCOUNT}:task-definition/${family}:${revision}`,
      status: 'ACTIVE',
      registeredAt: 1_700_000_000,
      registeredBy: 'arn:aws:iam::123456789012:role/deploy',
      compatibilities: ['EC2', 'FARGATE'],
      requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.logging-driver.awslogs' }],
    };
    definitions.push(made);
    return made;
  }

  const deployment = (
    taskDefinition: string,
    desiredCount: number,
    state: Deployment['rolloutState'],
  ): Deployment => ({
    id: `ecs-svc/${definitions.length}`,
    status: 'PRIMARY',
    taskDefinition,
    desiredCount,
    runningCount: state === 'COMPLETED' ? desiredCount : 0,
    pendingCount: 0,
    rolloutState: state,
    rolloutStateReason: '',
  });

  for (const [name, desiredCount] of [
    ['app', 0],
    ['worker', 1],
  ] as const) {
    const { taskDefinitionArn } = register({
      family: `suture-${name}`,
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
      containerDefinitions: [
        {
          name,
          image: 'registry/suture:old',
          essential: true,
          environment: [
            name === 'app'
              ? { name: 'PORT', value: '8000' }
              : { name: 'TEMPORAL_DEPLOYMENT', value: 'suture-test' },
          ],
        },
        { name: 'twin', image: 'registry/suture:old', essential: false },
        { name: 'beside', image: 'postgres:18', essential: true },
      ],
    });
    services.set(name, {
      name,
      desiredCount,
      looks: 0,
      before: taskDefinitionArn,
      deployments: [deployment(taskDefinitionArn, desiredCount, 'COMPLETED')],
    });
  }

  const definition = (arn: string) =>
    definitions.find((one) => one.taskDefinitionArn === arn) as TaskDefinition;
  const imageIn = (arn: string, container: string) =>
    definition(arn).containerDefinitions.find(({ name }) => name === container)?.image ?? '';

  /** Each request for a rollout advances it by one step; a broken one is rolled back, as by ECS. */
  function goOn(service: Service): void {
    const [primary] = service.deployments;
    if (primary?.rolloutState !== 'IN_PROGRESS') return;
    service.looks += 1;
    const broken = standIn.broken.has(imageIn(primary.taskDefinition, service.name));
    if (service.looks < 2) return;
    if (!broken) {
      service.deployments = [deployment(primary.taskDefinition, service.desiredCount, 'COMPLETED')];
      return;
    }
    const failed = { ...primary, status: 'ACTIVE', rolloutState: 'FAILED' } as Deployment;
    failed.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
    service.deployments = [deployment(service.before, service.desiredCount, 'COMPLETED'), failed];
  }

  const shown = (service: Service) => ({
    serviceName: service.name,
    serviceArn: `${ACCOUNT}:service/suture/${service.name}`,
    taskDefinition: service.deployments[0]?.taskDefinition,
    desiredCount: service.desiredCount,
    deployments: service.deployments,
    networkConfiguration: NETWORK,
    events: [{ id: '1', message: `(service ${service.name}) has started 1 tasks.` }],
  });

  const actions: Record<string, (request: Request) => unknown> = {
    DescribeServices({ services: names }) {
      const found = (names as string[]).flatMap((name) => services.get(name) ?? []);
      for (const service of found) goOn(service);
      return { services: found.map(shown), failures: [] };
    },
    DescribeTaskDefinition: ({ taskDefinition }) => ({
      taskDefinition: definition(taskDefinition as string),
    }),
    RegisterTaskDefinition: (request) => ({ taskDefinition: register(request) }),
    UpdateService({ service: name, taskDefinition, desiredCount }) {
      const service = services.get(name as string) as Service;
      service.before = service.deployments[0]?.taskDefinition as string;
      service.desiredCount = (desiredCount as number | undefined) ?? service.desiredCount;
      service.looks = 0;
      service.deployments = [
        deployment(taskDefinition as string, service.desiredCount, 'IN_PROGRESS'),
        ...service.deployments.map((one) => ({ ...one, status: 'ACTIVE' as const })),
      ];
      return { service: shown(service) };
    },
    RunTask: ({ taskDefinition }) =>
      standIn.full && String(taskDefinition).includes(standIn.full)
        ? { tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] }
        : {
            tasks: [{ taskArn: `${ACCOUNT}:task/suture/1`, lastStatus: 'PROVISIONING' }],
            failures: [],
          },
    DescribeTasks: () => ({
      tasks: [
        {
          taskArn: `${ACCOUNT}:task/suture/1`,
          lastStatus: 'STOPPED',
          stoppedReason: 'Essential container in task exited',
          containers: [
            { name: 'app', exitCode: standIn.exitCode },
            { name: 'beside', exitCode: 0 },
          ],
        },
      ],
      failures: [],
    }),
  };

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const action = String(request.headers['x-amz-target']).replace(
        'AmazonEC2ContainerServiceV20141113.',
        '',
      );
      const body = JSON.parse(text) as Request;
      standIn.calls.push({ action, request: body });
      const answer = actions[action]?.(body);
      const type = { 'content-type': 'application/x-amz-json-1.1' };
      if (answer) return void response.writeHead(200, type).end(JSON.stringify(answer));
      response.writeHead(400, type).end(JSON.stringify({ __type: 'ClientException', message: `${action}?` }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: EcsStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    broken: new Set(),
    full: null,
    exitCode: 0,
    imageOf: (name) => imageIn(services.get(name)?.deployments[0]?.taskDefinition as string, name),
    desiredCount: (name) => services.get(name)?.desiredCount ?? -1,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return standIn;
}
