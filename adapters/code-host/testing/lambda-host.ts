import { createHandler } from '../../../deploy/lambdas/github-tool/handler.ts';
import type { CodeHost } from '../../../domain/ports/code-host.ts';
import { type LambdaServer, startLambdaServer } from '../../../fakes/aws/lambda-server.ts';
import { createGitHubOperations } from '../github/operations.ts';
import { createLambda } from '../lambda/lambda.ts';
import { type GitHubHost, startGitHubHost } from './github-host.ts';

const FUNCTION_NAME = 'suture-github-tool';

export interface LambdaHost {
  codeHost: CodeHost;
  branch: string;
  github: GitHubHost;
  lambda: LambdaServer;
  close(): Promise<void>;
}

/** The Lambda adapter before the repository's own function, which asks a GitHub that keeps these files. */
export async function startLambdaHost(files: Record<string, string>): Promise<LambdaHost> {
  const github = await startGitHubHost(files);
  const operations = createGitHubOperations(github.options);
  const lambda = await startLambdaServer({ [FUNCTION_NAME]: createHandler(operations) });
  return {
    codeHost: createLambda({ functionName: FUNCTION_NAME, endpoint: lambda.url }),
    branch: github.branch,
    github,
    lambda,
    async close() {
      await lambda.close();
      await github.close();
    },
  };
}
