import { describeCodeHost } from '../contract.ts';
import { startGitHubHost } from '../testing/github-host.ts';

describeCodeHost('GitHub', startGitHubHost);
