import { delimiter, join } from 'node:path';
import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';

/** In the folder of a release: a link to the Node that its service asks for. */
export const OWN_NODE = '.node';

/** Where a service's own commands run: in its folder, with the programs of its packages and its Node first on PATH. */
export function commandPlace(
  release: string,
  { root }: Pick<CompleteDefinition, 'root'>,
  environment: Record<string, string>,
): { folder: string; environment: Record<string, string> } {
  const folder = join(release, root);
  const bins = [...new Set([folder, release])].map((place) => join(place, 'node_modules/.bin'));
  const path = [...bins, join(release, OWN_NODE), ...(environment.PATH ? [environment.PATH] : [])];
  return { folder, environment: { ...environment, PATH: path.join(delimiter) } };
}
