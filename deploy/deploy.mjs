// `npm run infra:deploy [-- parameters.json]`: makes or changes the stack on AWS, by the AWS CLI and its credentials, without
// questions. CloudFormation rolls back by itself when a change fails.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { aws } from './ecs/aws.mjs';
import { artifactsBucket, whoAsks } from './stack/account.mjs';
import { buildLambdas } from './stack/build-lambdas.mjs';
import { readParameters, stackName } from './stack/parameters.mjs';
import { runningImage } from './stack/running-image.mjs';

const PACKAGED = 'dist/deploy/template.yaml';
/** The variables of Suture's repository on GitHub, and the outputs of the stack that they hold. */
const VARIABLES = {
  SUTURE_URL: 'SutureUrl',
  AWS_ROLE_ARN: 'DeployRoleArn',
  ECR_REPOSITORY: 'RepositoryUri',
  ECS_CLUSTER: 'ClusterName',
  ECS_APP_SERVICE: 'AppServiceName',
  ECS_WORKER_SERVICE: 'WorkerServiceName',
};

try {
  const parameters = readParameters(process.argv[2] ?? 'deploy/parameters.json');
  const stack = stackName(parameters);
  const who = await whoAsks(process.env);
  const { region } = who;
  process.env.AWS_DEFAULT_REGION = region;
  buildLambdas();
  const bucket = artifactsBucket(who);
  await ensureBucket(bucket, region);
  parameters.ImageTag ??= await runningImage(stack);

  mkdirSync('dist/deploy', { recursive: true });
  shown(
    ...['cloudformation', 'package', '--template-file', 'deploy/template.yaml'],
    ...['--s3-bucket', bucket, '--s3-prefix', stack, '--output-template-file', PACKAGED],
  );
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  shown(
    ...['cloudformation', 'deploy', '--template-file', PACKAGED, '--stack-name', stack],
    ...['--capabilities', 'CAPABILITY_IAM', '--no-fail-on-empty-changeset', '--tags', `suture=${stack}`],
    ...['--parameter-overrides', ...given],
  );

  const { Stacks } = await aws('cloudformation', 'describe-stacks', '--stack-name', stack);
  showVariables(
    Object.fromEntries(Stacks[0].Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    region,
  );
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** Runs the AWS CLI with its own output. */
function shown(...words) {
  const { status } = spawnSync('aws', words, { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(
      `\`aws ${words.slice(0, 2).join(' ')}\` failed; the reason is above, and in the events of the stack.`,
    );
  }
}

/** New buckets are private. */
async function ensureBucket(bucket, region) {
  try {
    await aws('s3api', 'head-bucket', '--bucket', bucket);
  } catch {
    const elsewhere = ['--create-bucket-configuration', `LocationConstraint=${region}`];
    await aws('s3api', 'create-bucket', '--bucket', bucket, ...(region === 'us-east-1' ? [] : elsewhere));
  }
}

function showVariables(outputs, region) {
  console.log("\nThe stack is ready. Set these in Suture's repository, by the GitHub CLI:\n");
  const values = { DEPLOY_TARGET: 'ecs', AWS_REGION: region };
  for (const [name, output] of Object.entries(VARIABLES)) values[name] = outputs[output];
  for (const [name, value] of Object.entries(values))
    console.log(`  gh variable set ${name} --body '${value}'`);
  const secret = `aws secretsmanager get-secret-value --secret-id ${outputs.CallbackSecretArn} --query SecretString --output text`;
  console.log('\nIn the repository of each service that you attach:\n');
  console.log(`  gh variable set SUTURE_URL --body '${outputs.SutureUrl}'`);
  console.log(`  ${secret} | gh secret set CALLBACK_SECRET`);
  console.log(`\nThe load balancer is ${outputs.LoadBalancerName}; Suture answers at ${outputs.SutureUrl}.`);
}
