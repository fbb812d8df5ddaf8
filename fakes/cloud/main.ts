import type { Repository } from '../../domain/service.ts';
import type { Environment } from '../../platform/find-program.ts';
import type { SetUp } from '../../stack/components/component.ts';
import type { AllSettings } from '../../worker/settings.ts';
import { startAws } from '../aws/moto.ts';
import { API_KEY, startMessagesServer } from '../claude/messages-server.ts';
import { startGitHubServer } from '../github/server.ts';
import { checkOrigin } from './check-origin.ts';
import { answerAsModel } from './model.ts';

export interface Cloud {
  /** What points a stack to the stand-ins, and away from anything else that its environment names. */
  settings: Environment;
  /** Where the stand-in of GitHub serves the repository, for the attachment of a service. */
  repository: Repository;
  /** The requests that each received, a line each. */
  used(): string[];
  /**
   * The checks that fail at the end, a sentence each.
   * @param incidentIds each of them was healed by a commit
   */
  check(incidentIds: string[]): Promise<string[]>;
  stop(): Promise<void>;
}

/** The clients prefer one of these to the token, or to the keys, of the stand-ins. */
const OTHER_CREDENTIALS = [
  'GITHUB_APP_ID',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_INSTALLATION_ID',
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'ANTHROPIC_AUTH_TOKEN',
];

/**
 * Starts stand-ins of GitHub, AWS and the Claude API on loopback.
 * @param repository the bare repository that is served as GitHub's; may not exist yet
 * @throws SutureError `component_missing` when AWS's stand-in can neither be found nor installed, `interrupted`
 */
export async function startCloud(setUp: SetUp, repository: string): Promise<Cloud> {
  const aws = await startAws(setUp);
  const github = await startGitHubServer(repository);
  const claude = await startMessagesServer((_, request) => answerAsModel(request));
  const { region, credentials } = aws.client;
  const settings = {
    GITHUB_TOKEN: github.token,
    COOLDOWNS: 'ssm',
    SSM_PREFIX: '/suture/demo',
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: region,
    FIX_PROVIDERS: 'claude',
    ANTHROPIC_API_KEY: API_KEY,
    ANTHROPIC_BASE_URL: claude.url,
  } satisfies { [Name in keyof AllSettings]?: string };
  return {
    repository: { host: 'github', owner: github.owner, repo: github.repo, baseUrl: github.baseUrl },
    settings: {
      ...Object.fromEntries(OTHER_CREDENTIALS.map((name) => [name, undefined])),
      ...settings,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    used: () => [
      `GitHub's REST API was asked ${github.requests.length} times, the Claude API ${claude.requests.length} times`,
    ],
    async check(incidentIds) {
      const refused = claude.requests.filter(({ status }) => status !== 200);
      return [
        ...(await checkOrigin(repository, incidentIds)),
        ...github.violations.map((violation) => `outside GitHub's description: ${violation}`),
        ...refused.map(({ status }) => `the Claude API answered ${status}`),
      ];
    },
    async stop() {
      await Promise.all([github.close(), claude.close(), aws.stop()]);
    },
  };
}
