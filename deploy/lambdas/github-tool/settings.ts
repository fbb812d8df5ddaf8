import { z } from 'zod';

/** The repository that one GithubTool Lambda serves. Its credentials are the settings of GitHub's adapter. */
export const GithubToolSettings = z
  .object({
    GITHUB_OWNER: z.string().min(1).describe('User or organisation of the repository on GitHub.'),
    GITHUB_REPO: z.string().min(1).describe('Name of the repository on GitHub.'),
    GITHUB_BASE_URL: z
      .url()
      .default('https://api.github.com')
      .describe('REST address of GitHub; `https://<host>/api/v3` for GitHub Enterprise Server.'),
  })
  .meta({ title: 'GithubTool Lambda' });
