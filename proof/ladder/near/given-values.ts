type Row = Record<string, unknown>;

/** Values of an answer that are looked at. */
const MOST = 2_000;

/**
 * Whether an answer holds a number that lost the last digits of one that the database gave.
 * @returns a sentence; null: none
 */
export function lostDigits(body: unknown, rows: Row[]): string | null {
  const long = rows.flatMap((row) =>
    Object.values(row).filter(
      (value): value is string =>
        typeof value === 'string' && /^-?\d{16,}$/.test(value) && String(Number(value)) !== value,
    ),
  );
  const left: unknown[] = long.length > 0 ? [body] : [];
  for (let count = 0; left.length > 0 && count < MOST; count++) {
    const value = left.pop();
    // A text of digits may have been made of the number.
    const given = long.find((one) => value === Number(one) || value === String(Number(one)));
    if (given) return `the answer holds ${String(value)} where the database gave ${given}: digits are lost`;
    if (value !== null && typeof value === 'object') left.push(...Object.values(value));
  }
  return null;
}

/**
 * Whether an answer leaves out, or empties, a column that the database gave and that each good answer shows.
 * @param successes bodies of good answers
 * @returns a sentence; null: it does not, or no good answer shows it
 */
export function droppedColumn(body: unknown, rows: Row[], successes: unknown[]): string | null {
  const shown = successes.filter(isObject);
  const [row] = rows;
  if (!isObject(body) || shown.length === 0 || rows.length !== 1 || !row) return null;
  const dropped = Object.entries(row).find(
    ([name, value]) =>
      !isNothing(value) && isNothing(body[name]) && shown.every((one) => !isNothing(one[name])),
  );
  return dropped
    ? `the database gave a ${dropped[0]}, which each good answer shows and this one leaves out`
    : null;
}

/** Also what is nought, of any type. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value !== 'object' && Number(value) === 0;
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
