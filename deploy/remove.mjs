// `npm run infra:remove -- --yes [parameters.json]`: removes the stack and what it left from AWS. A last snapshot of the database
// stays.
import { spawnSync } from 'node:child_process';
import { aws } from './ecs/aws.mjs';
import { artifactsBucket, whoAsks } from './stack/account.mjs';
import { readParameters, stackName } from './stack/parameters.mjs';

/** The most names that SSM deletes in one call. */
const SSM_BATCH = 10;

try {
  const args = process.argv.slice(2);
  const parameters = readParameters(args.find((arg) => !arg.startsWith('--')) ?? 'deploy/parameters.json');
  const stack = stackName(parameters);
  const who = await whoAsks(process.env);
  process.env.AWS_DEFAULT_REGION = who.region;
  if (!args.includes('--yes')) {
    throw new Error(
      `This removes ${stack} in ${who.region} of account ${who.account}: Suture, its images, its incidents (a snapshot of the database stays). To confirm: npm run infra:remove -- --yes`,
    );
  }
  await aws('cloudformation', 'delete-stack', '--stack-name', stack);
  console.log(`removing ${stack}; the database takes about ten minutes`);
  await aws('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', stack);
  await removeCooldowns(`/suture/${parameters.Environment ?? 'production'}`);
  // The deployment made the bucket; it is no part of the stack, and other environments have folders in it.
  spawnSync('aws', ['s3', 'rm', `s3://${artifactsBucket(who)}/${stack}`, '--recursive'], {
    stdio: 'inherit',
  });
  console.log(`${stack} is removed`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function removeCooldowns(prefix) {
  const { Parameters } = await aws('ssm', 'get-parameters-by-path', '--path', prefix, '--recursive');
  const names = Parameters.map(({ Name }) => Name);
  for (let from = 0; from < names.length; from += SSM_BATCH) {
    await aws('ssm', 'delete-parameters', '--names', ...names.slice(from, from + SSM_BATCH));
  }
}
