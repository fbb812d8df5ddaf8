import { unknownCommit } from '../checks.ts';
import type { GitHub } from './ask.ts';
import { refused, unavailable } from './problems.ts';

/** The commit that a branch points to. @throws SutureError `unknown_commit` */
export async function readHead(github: GitHub, branch: string): Promise<string> {
  const head = await findHead(github, branch);
  if (head) return head;
  throw unknownCommit(`refs/heads/${branch}`);
}

export async function findHead(github: GitHub, branch: string): Promise<string | null> {
  const found = await github.find(`read the head of ${branch}`, (rest) =>
    rest.git.getRef({ ...github.repository, ref: `heads/${branch}` }),
  );
  return found?.object.sha ?? null;
}

/**
 * Moves a branch forward to a commit that stands on `from`, never by force.
 * @returns false when the branch has left `from`
 * @throws SutureError `code_host_refused` when rules of the branch forbid it
 */
export async function advanceBranch(
  github: GitHub,
  branch: string,
  from: string,
  to: string,
): Promise<boolean> {
  let said = { status: 0, message: '' };
  const moved = await github.askUnless(
    (problem) => {
      said = problem;
      return problem.status === 409 || problem.status === 422;
    },
    `move ${branch}`,
    (rest) => rest.git.updateRef({ ...github.repository, ref: `heads/${branch}`, sha: to, force: false }),
  );
  if (moved) return true;
  // GitHub's words for a head that moved are not fixed, but the head itself is a fact.
  if ((await readHead(github, branch)) !== from) return false;
  const rules = /rule|protected|pull request/i.test(said.message);
  if (said.status === 409 && !rules) throw unavailable(`move ${branch}`, said.message);
  const way = rules ? '. Let it pass the rules of the branch, or set "deliver: review" in suture.yaml' : '';
  throw refused(`move ${branch}`, `${said.message}${way}`);
}

/** @returns false when there is such a branch already */
export async function createBranch(github: GitHub, branch: string, commit: string): Promise<boolean> {
  const made = await github.askUnless(
    ({ status, message }) => status === 422 && /already exists/i.test(message),
    `make the branch ${branch}`,
    (rest) => rest.git.createRef({ ...github.repository, ref: `refs/heads/${branch}`, sha: commit }),
  );
  return made !== null;
}

/** Whether a commit stands on another, or is it; false where one of them is unknown. */
export async function standsOn(github: GitHub, descendant: string, commit: string): Promise<boolean> {
  const compared = await github.find('compare two commits', (rest) =>
    rest.repos.compareCommitsWithBasehead({
      ...github.repository,
      basehead: `${commit}...${descendant}`,
      per_page: 1,
    }),
  );
  return compared?.status === 'ahead' || compared?.status === 'identical';
}
