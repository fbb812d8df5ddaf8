import { openGit } from '../../adapters/code-host/git.ts';
import { INCIDENT_TRAILER } from '../../domain/pipeline.ts';

/** The faults of a repository after heals, a sentence each: it must be whole, with one commit for each heal. */
export async function checkOrigin(repository: string, incidentIds: string[]): Promise<string[]> {
  const git = openGit(repository, process.env);
  const { code, stdout, stderr } = await git.attempt(['fsck', '--strict', '--no-dangling']);
  const trailer = `--format=%(trailers:key=${INCIDENT_TRAILER},valueonly,separator=%x2C)`;
  const named = (await git.run(['log', trailer, 'HEAD'])).split('\n').filter(Boolean);
  const counts = incidentIds.map((id) => ({ id, commits: named.filter((name) => name === id).length }));
  return [
    ...(code === 0 ? [] : [`git fsck reports errors in ${repository}: ${stdout}${stderr}`]),
    ...counts
      .filter(({ commits }) => commits !== 1)
      .map(({ id, commits }) => `${id} has ${commits} commits in ${repository}`),
  ];
}
