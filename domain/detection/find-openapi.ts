import { ownFiles, type Place } from './place.ts';
import type { Finding } from './source-tree.ts';

const NAME = /(^|\/)(openapi|swagger)([.-][\w.-]+)?\.(ya?ml|json)$/i;
/** The key that such a document begins with. */
const KEY = /["']?(openapi|swagger)["']?\s*:/;

/** A description of the API, in OpenAPI or Swagger, that the repository holds: its path from the root. */
export function findOpenApi(place: Place): Finding<string> | null {
  const path = ownFiles(place).find(
    (each) => NAME.test(each) && KEY.test((place.tree.read(each) ?? '').slice(0, 2_000)),
  );
  return path === undefined ? null : { value: path, because: `there is ${path}` };
}
