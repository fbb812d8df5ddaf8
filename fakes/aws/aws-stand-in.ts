import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { parse } from 'yaml';

/** A stack as the stand-in keeps it. */
export interface StackState {
  template: string;
  parameters: Record<string, string>;
  status: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE';
}

/**
 * What a deployment asks of AWS: STS, S3 (paths, not hosts), CloudFormation (XML), ECS and SSM (JSON), on one address. It
 * makes no resource; it keeps templates, parameters and uploads.
 */
export interface AwsStandIn {
  url: string;
  stacks: Map<string, StackState>;
  buckets: Set<string>;
  /** By `bucket/key`. */
  objects: Map<string, Buffer>;
  /** Names of the parameters of SSM. */
  ssm: Set<string>;
  /** The image that the app's service runs; null while there is no service. */
  image: string | null;
  /** Credentials are refused from now on. */
  expire(): void;
  close(): Promise<void>;
}

const ACCOUNT = '123456789012';
const stackId = (name: string) => `arn:aws:cloudformation:eu-central-1:${ACCOUNT}:stack/${name}/1`;
const changeSetId = (name: string) => `arn:aws:cloudformation:eu-central-1:${ACCOUNT}:changeSet/${name}/1`;

type Answer = { status: number; type: string; body: string };

const xml = (action: string, inside: string): Answer => ({
  status: 200,
  type: 'text/xml',
  body: `<${action}Response><${action}Result>${inside}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
});
const xmlError = (code: string, message: string, status = 400): Answer => ({
  status,
  type: 'text/xml',
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});
const json = (body: unknown, status = 200): Answer => ({
  status,
  type: 'application/x-amz-json-1.1',
  body: JSON.stringify(body),
});

export async function startAwsStandIn(outputs: Record<string, string>): Promise<AwsStandIn> {
  let expired = false;
  const waiting = new Map<string, StackState>();

  const shown = (name: string, { status }: Pick<StackState, 'status'>) => {
    const members = Object.entries(outputs)
      .map(
        ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
      )
      .join('');
    return `<Stacks><member><StackName>${name}</StackName><StackId>${stackId(name)}</StackId><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus><Outputs>${members}</Outputs></member></Stacks>`;
  };

  function cloudFormation(action: string, form: URLSearchParams): Answer {
    const name = (form.get('StackName') ?? '').replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1');
    const stack = standIn.stacks.get(name);
    switch (action) {
      case 'DescribeStacks':
        return stack
          ? xml(action, shown(name, stack))
          : xmlError('ValidationError', `Stack with id ${name} does not exist`);
      case 'CreateChangeSet': {
        const parameters: Record<string, string> = {};
        for (let i = 1; form.has(`Parameters.member.${i}.ParameterKey`); i += 1) {
          const value = form.get(`Parameters.member.${i}.ParameterValue`);
          if (value !== null) parameters[form.get(`Parameters.member.${i}.ParameterKey`) as string] = value;
        }
        const status = form.get('ChangeSetType') === 'CREATE' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
        waiting.set(name, { template: form.get('TemplateBody') ?? '', parameters, status });
        return xml(action, `<Id>${changeSetId(name)}</Id><StackId>${stackId(name)}</StackId>`);
      }
      case 'DescribeChangeSet':
        return xml(
          action,
          `<ChangeSetId>${changeSetId(name)}</ChangeSetId><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>`,
        );
      case 'ExecuteChangeSet':
        standIn.stacks.set(name, waiting.get(name) as StackState);
        return xml(action, '');
      case 'GetTemplateSummary': {
        const { Parameters } = parse(form.get('TemplateBody') ?? stack?.template ?? '', {
          logLevel: 'silent',
        }) as {
          Parameters: object;
        };
        const named = Object.keys(Parameters).map(
          (key) => `<member><ParameterKey>${key}</ParameterKey></member>`,
        );
        return xml(action, `<Parameters>${named.join('')}</Parameters>`);
      }
      case 'DeleteStack':
        standIn.stacks.delete(name);
        return xml(action, '');
      default:
        return xmlError('InvalidAction', action);
    }
  }

  /** Objects by path: `/bucket` and `/bucket/key`. */
  function s3(request: IncomingMessage, url: URL, body: Buffer): Answer {
    const plain = { status: 200, type: 'application/xml', body: '' };
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const path = `${bucket}/${rest.join('/')}`;
    if (rest.join('/') === '') {
      if (request.method === 'PUT') standIn.buckets.add(bucket);
      if (!standIn.buckets.has(bucket)) return { ...plain, status: 404 };
      const keys = [...standIn.objects.keys()].filter((key) =>
        key.startsWith(`${bucket}/${url.searchParams.get('prefix') ?? ''}`),
      );
      const listed = keys.map(
        (key) =>
          `<Contents><Key>${key.slice(bucket.length + 1)}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>"1"</ETag></Contents>`,
      );
      return {
        ...plain,
        body: request.method === 'GET' ? `<ListBucketResult>${listed.join('')}</ListBucketResult>` : '',
      };
    }
    if (request.method === 'PUT') standIn.objects.set(path, body);
    if (request.method === 'DELETE') standIn.objects.delete(path);
    return { ...plain, status: request.method === 'HEAD' && !standIn.objects.has(path) ? 404 : 200 };
  }

  function jsonService(target: string, body: Record<string, unknown>): Answer {
    switch (target.split('.').at(-1)) {
      case 'DescribeServices': {
        if (standIn.image === null)
          return json({ __type: 'ClusterNotFoundException', message: 'Cluster not found.' }, 400);
        return json({
          services: [{ status: 'ACTIVE', desiredCount: 2, taskDefinition: 'suture-trial-app:7' }],
          failures: [],
        });
      }
      case 'DescribeTaskDefinition':
        return json({ taskDefinition: { containerDefinitions: [{ name: 'app', image: standIn.image }] } });
      case 'GetParametersByPath': {
        const under = [...standIn.ssm].filter((name) => name.startsWith(`${body.Path}/`));
        return json({ Parameters: under.map((Name) => ({ Name, Type: 'String', Value: '{}' })) });
      }
      case 'DeleteParameters':
        for (const name of body.Names as string[]) standIn.ssm.delete(name);
        return json({ DeletedParameters: body.Names, InvalidParameters: [] });
      default:
        return json({ __type: 'UnknownOperationException', message: target }, 400);
    }
  }

  async function reply(request: IncomingMessage): Promise<Answer> {
    const body = await buffer(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (expired)
      return xmlError('ExpiredToken', 'The security token included in the request is expired', 403);
    const target = request.headers['x-amz-target'];
    if (target) return jsonService(String(target), JSON.parse(body.toString()) as Record<string, unknown>);
    const form = new URLSearchParams(
      request.headers['content-type']?.includes('urlencoded') ? body.toString() : '',
    );
    const action = form.get('Action');
    if (action === 'GetCallerIdentity')
      return xml(
        action,
        `<Arn>arn:aws:iam::${ACCOUNT}:user/a</Arn><UserId>A</UserId><Account>${ACCOUNT}</Account>`,
      );
    return action ? cloudFormation(action, form) : s3(request, url, body);
  }

  const server = createServer((request, response) => {
    reply(request)
      .catch((error: Error) => xmlError('InternalFailure', error.message, 500))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: AwsStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stacks: new Map(),
    buckets: new Set(),
    objects: new Map(),
    ssm: new Set(),
    image: null,
    expire: () => {
      expired = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return standIn;
}
