import type { DetectedService } from './detect-service.ts';

/** The build of a service as a line for `sh` in its folder: the packages of the repository that it uses are built before it. */
export function wholeBuild({
  root,
  siblings,
  commands: { build },
}: Pick<DetectedService, 'root' | 'siblings' | 'commands'>): string | null {
  const up = root === '' ? '.' : root.split('/').fill('..').join('/');
  const steps = siblings.map(({ value }) => (root === '' ? value : `(cd ${up} && ${value})`));
  if (build) steps.push(build.value);
  return steps.length > 0 ? steps.join(' && ') : null;
}
