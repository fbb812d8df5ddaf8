/** A segment that stands for any text, as frameworks write it: `:id`, `{id}`, `[id]`, `*`. */
const ANY = /^(:.+|\{.+\}|\[.+\]|\*)$/;

/** Whether a path, without its query, is one of a route such as `/orders/:id`. A `*` at the end stands for any rest. */
export function matchesRoute(route: string, path: string): boolean {
  const wanted = segmentsOf(route);
  const given = segmentsOf(path);
  const takesRest = wanted.at(-1) === '*' && given.length >= wanted.length;
  if (given.length !== wanted.length && !takesRest) return false;
  return wanted.every((segment, index) => ANY.test(segment) || segment === given[index]);
}

function segmentsOf(path: string): string[] {
  return path
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter(Boolean);
}
