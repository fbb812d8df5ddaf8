/** Where a segment of a route may be anything: `:id`, `{id}`, `[id]`, `*`. */
const ANY = /^(:.*|\{.*\}|\[.*\]|\*+)$/;

/**
 * How well a path fits a route such as `/orders/:id`; the query counts for neither.
 * @returns null when it does not, else the number of segments that are equal by their letters
 */
export function routeFit(route: string, path: string): number | null {
  const wanted = segmentsOf(route);
  const given = segmentsOf(path);
  const last = wanted.at(-1);
  const open = last !== undefined && /^\*+$/.test(last);
  if (open ? given.length < wanted.length - 1 : given.length !== wanted.length) return null;
  let equal = 0;
  for (const [index, segment] of wanted.entries()) {
    const other = given[index] ?? '';
    if (segment === other) equal += 1;
    else if (!ANY.test(segment) && !ANY.test(other)) return null;
  }
  return equal;
}

function segmentsOf(path: string): string[] {
  const [plain = ''] = path.split(/[?#]/, 1);
  return plain.split('/').filter(Boolean);
}
