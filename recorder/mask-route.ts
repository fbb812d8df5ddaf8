/** What differs from request to request: numbers, UUIDs, long hexadecimal and other long names with digits. */
const VARIES = /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|(?=.*\d)[\w-]{16,})$/i;

/** Whether any segment can vary: most paths without digits are quick. */
const MAY_VARY = /\d|[a-f]{12}/i;

/** The route of a path as far as the path shows it: `/orders/17?all=1` is `/orders/:id`. */
export function maskRoute(path: string): string {
  const [plain = '/'] = path.split(/[?#]/, 1);
  if (!MAY_VARY.test(plain)) return (plain || '/').slice(0, 500);
  const masked = plain.split('/').map((segment) => (VARIES.test(segment) ? ':id' : segment));
  return (masked.join('/') || '/').slice(0, 500);
}
