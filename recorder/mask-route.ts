/** What differs from request to request: numbers, UUIDs, long hexadecimal and other long names with digits. */
const VARIES = /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|(?=.*\d)[\w-]{16,})$/i;

/** Whether a segment can vary: most have no digit and are short, and this is quick. */
const MAY_VARY = /\d|[a-f]{12}/i;

/** The route of a path as far as the path shows it: `/orders/17?all=1` is `/orders/:id`. */
export function maskRoute(path: string): string {
  const query = path.search(/[?#]/);
  const plain = query < 0 ? path : path.slice(0, query);
  if (!MAY_VARY.test(plain)) return (plain || '/').slice(0, 500);
  let masked = '';
  for (let from = 0; from <= plain.length; ) {
    const slash = plain.indexOf('/', from);
    const end = slash < 0 ? plain.length : slash;
    const segment = plain.slice(from, end);
    masked += VARIES.test(segment) ? ':id' : segment;
    if (slash >= 0) masked += '/';
    from = end + 1;
  }
  return (masked || '/').slice(0, 500);
}
