import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/aws-stand-in.ts';
import { awsCliFolder } from './testing/aws-cli.ts';
import { runScript } from './testing/run-script.ts';

const cli = await awsCliFolder();
const BUCKET = 'suture-artifacts-123456789012-eu-central-1';
const OUTPUTS = {
  SutureUrl: 'https://suture.example.com',
  LoadBalancerName: 'lb.example.com',
  DeployRoleArn: 'arn:aws:iam::123456789012:role/deploy',
  RepositoryUri: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/suture-trial',
  ClusterName: 'suture-trial',
  AppServiceName: 'suture-trial-app',
  WorkerServiceName: 'suture-trial-worker',
  CallbackSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:callback',
};
const PARAMETERS = { Environment: 'trial', VpcId: 'vpc-1', PublicSubnetIds: ['subnet-1', 'subnet-2'] };

let aws: AwsStandIn;
let folder: string;
let environment: Record<string, string>;

beforeEach(async () => {
  aws = await startAwsStandIn(OUTPUTS);
  folder = mkdtempSync(join(tmpdir(), 'suture-deploy-'));
  writeFileSync(join(folder, 'parameters.json'), JSON.stringify(PARAMETERS));
  environment = {
    PATH: `${cli}:${process.env.PATH}`,
    HOME: folder,
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'of the tests',
    AWS_SECRET_ACCESS_KEY: 'of the tests',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
});
afterEach(async () => {
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `bucket/key` of a function's program in a packaged template. */
function codeOf(template: string, resource: string): string {
  const parsed = parse(template, { logLevel: 'silent' }) as {
    Resources: Record<string, { Properties: { Code: { S3Bucket: string; S3Key: string } } }>;
  };
  const code = parsed.Resources[resource]?.Properties.Code;
  return `${code?.S3Bucket}/${code?.S3Key}`;
}

/** @param file the parameters */
const run = (
  script: string,
  args: string[] = [],
  more: Record<string, string> = {},
  file = 'parameters.json',
) => runScript(join('deploy', script), [...args, join(folder, file)], { ...environment, ...more });

describe.skipIf(cli === null)('the stack on AWS, by the AWS CLI', { timeout: 600_000 }, () => {
  // In one test, because each call of the CLI takes seconds.
  it('is made, changed and removed', async () => {
    const made = await run('deploy.mjs');
    expect(made.code, made.stderr).toBe(0);
    const stack = aws.stacks.get('suture-trial');
    expect(stack).toMatchObject({
      status: 'CREATE_COMPLETE',
      parameters: {
        Environment: 'trial',
        VpcId: 'vpc-1',
        PublicSubnetIds: 'subnet-1,subnet-2',
        ImageTag: '',
      },
    });
    const text = stack?.template ?? '';
    // CloudFormation does not know YAML aliases; the CLI must have resolved them.
    expect(text).not.toMatch(/^[^'"]*(: |- )[*&][a-z]/m);
    // The limit for a template that is passed inline.
    expect(Buffer.byteLength(text)).toBeLessThan(51_200);
    for (const name of ['FaultRouter', 'GithubTool']) {
      expect(aws.objects.get(codeOf(text, name))?.includes('index.mjs')).toBe(true);
    }
    expect(made.stdout).toContain(
      "gh variable set AWS_ROLE_ARN --body 'arn:aws:iam::123456789012:role/deploy'",
    );
    expect(made.stdout).toContain("gh variable set SUTURE_URL --body 'https://suture.example.com'");
    expect(made.stdout).toContain("gh variable set DEPLOY_TARGET --body 'ecs'");
    expect(made.stdout).toContain('gh secret set CALLBACK_SECRET');

    // A second deployment keeps the image that GitHub Actions released in between.
    aws.image = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/suture-trial:c0ffee';
    const changed = await run('deploy.mjs');
    expect(changed.code, changed.stderr).toBe(0);
    expect(aws.stacks.get('suture-trial')).toMatchObject({
      status: 'UPDATE_COMPLETE',
      parameters: { ImageTag: 'c0ffee' },
    });

    aws.ssm = new Set(['/suture/trial/cooldowns/a', '/suture/production/cooldowns/a']);
    aws.objects.set(`${BUCKET}/suture-production/1`, Buffer.from(''));
    const refused = await run('remove.mjs');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm run infra:remove -- --yes'),
    });
    expect(aws.stacks.size).toBe(1);
    expect(await run('remove.mjs', ['--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect(aws.stacks.size).toBe(0);
    // The parameters and files of other environments stay.
    expect([...aws.ssm]).toEqual(['/suture/production/cooldowns/a']);
    expect([...aws.objects.keys()]).toEqual([`${BUCKET}/suture-production/1`]);
  }, 600_000);

  it.each(['deploy.mjs', 'remove.mjs'])('%s names what is missing', async (script) => {
    expect((await run(script, [], {}, 'none.json')).stderr).toContain('Copy deploy/parameters.example.json');
    expect((await run(script, [], { AWS_REGION: '' })).stderr).toContain('Set AWS_REGION');
    aws.expire();
    expect((await run(script)).stderr).toMatch(
      /AWS accepts no credentials from here:.*expired.*aws sso login/s,
    );
    const noCredentials = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    expect((await run(script, [], noCredentials)).stderr).toContain('aws sso login');
  });
});

it.each(['deploy.mjs', 'remove.mjs'])('%s links to the AWS CLI when it is not installed', async (script) => {
  expect(await run(script, [], { PATH: '/nowhere' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('docs.aws.amazon.com/cli'),
  });
});
