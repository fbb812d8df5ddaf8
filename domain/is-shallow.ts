/** No request of a real client is nested deeper; writers and visitors of far deeper ones run out of stack. */
const DEEPEST = 100;

/** Whether plain data can be visited and written: it is nested at most 100 deep. */
export function isShallow(value: unknown, left = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((inner) => isShallow(inner, left - 1));
}
