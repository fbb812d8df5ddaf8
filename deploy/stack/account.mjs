import { aws } from '../ecs/aws.mjs';

/**
 * The account and the region that the AWS CLI uses.
 * @returns {Promise<{ account: string, region: string }>}
 * @throws Error that names what is missing: the CLI, a region, or credentials
 */
export async function whoAsks(environment) {
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || (await configured());
  if (!region)
    throw new Error('No region is set. Set AWS_REGION, such as eu-central-1, or run `aws configure`.');
  try {
    const { Account: account } = await aws('sts', 'get-caller-identity', '--region', region);
    return { account, region };
  } catch (error) {
    if (/not on PATH/.test(error.message)) throw error;
    throw new Error(
      `AWS accepts no credentials from here: ${error.message}\nRun \`aws sso login\` or \`aws configure\`, or set AWS_PROFILE.`,
    );
  }
}

async function configured() {
  try {
    return await aws('configure', 'get', 'region');
  } catch (error) {
    if (/not on PATH/.test(error.message)) throw error;
    return null;
  }
}

/** The bucket for the programs of the Lambdas. */
export function artifactsBucket({ account, region }) {
  return `suture-artifacts-${account}-${region}`;
}
