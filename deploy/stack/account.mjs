import { aws } from '../ecs/aws.mjs';

/**
 * Who asks AWS, and where.
 * @returns {Promise<{ account: string, region: string }>}
 * @throws Error that says what is missing: the CLI, a region, credentials
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
      `AWS takes no credentials from here: ${error.message}\nRun \`aws sso login\` or \`aws configure\`, or set AWS_PROFILE.`,
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

/** Where the programs of the Lambdas are uploaded to. */
export function artifactsBucket({ account, region }) {
  return `suture-artifacts-${account}-${region}`;
}
