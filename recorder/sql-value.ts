/** Types of PostgreSQL by their ids, of which the JavaScript value does not show how it was written. */
const DATE = 1082;
const TIMESTAMP = 1114;

/**
 * A parameter or a value of a row as JSON, in a form that PostgreSQL reads again.
 * @param type the id of its type; 0: not known
 */
export function sqlValue(value: unknown, type: number): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return textOf(value, type);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each) => sqlValue(each, 0));
  if ('toPostgres' in value && typeof value.toPostgres === 'function') {
    // A point, an interval: the library has a text for it.
    return sqlValue(
      value.toPostgres((each: unknown) => each),
      0,
    );
  }
  return JSON.parse(JSON.stringify(value)) as unknown;
}

/** Types without a zone were read as local time. */
function textOf(value: Date, type: number): string {
  if (Number.isNaN(value.getTime())) return 'invalid';
  if (type !== DATE && type !== TIMESTAMP) return value.toISOString();
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${value.getFullYear()}-${two(value.getMonth() + 1)}-${two(value.getDate())}`;
  if (type === DATE) return day;
  const time = [value.getHours(), value.getMinutes(), value.getSeconds()].map(two).join(':');
  return `${day} ${time}.${String(value.getMilliseconds()).padStart(3, '0')}`;
}
