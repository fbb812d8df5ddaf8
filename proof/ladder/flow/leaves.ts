/** A value of an answer that holds no others. */
export interface Leaf {
  /** Where it stands: `items.0.name`. */
  path: string;
  /** The same for each element of a list: `items.[].name`. */
  place: string;
  /** The name that it has, without case and underscores. */
  name: string;
  value: string | number | boolean | null;
}

/** Values that are looked at, at most. */
const MOST = 2_000;

/** All values of a body that hold no others, lists and objects without one as null. */
export function leavesOf(body: unknown): Leaf[] {
  const found: Leaf[] = [];
  const walk = (value: unknown, path: string[], place: string[], name: string) => {
    if (found.length >= MOST) return;
    if (Array.isArray(value) && value.length > 0) {
      for (const [at, one] of value.entries()) walk(one, [...path, String(at)], [...place, '[]'], name);
    } else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
      for (const [key, one] of Object.entries(value))
        walk(one, [...path, key], [...place, key], plainName(key));
    } else {
      const own = typeof value === 'object' || value === undefined ? null : (value as Leaf['value']);
      found.push({ path: path.join('.'), place: place.join('.'), name, value: own });
    }
  };
  walk(body, [], [], '');
  return found;
}

/** `customer_id` and `customerId` are one name. */
export const plainName = (name: string) => name.replace(/[_-]/g, '').toLowerCase();

/** Whether a value says hardly anything: it may stand anywhere by chance. */
export function isCommon(value: string | null): boolean {
  if (value === null || value.trim().length < 2 || /^[[{]/.test(value)) return true;
  if (/^(?:true|false|null)$/i.test(value)) return true;
  return isNumeric(value) && Math.abs(Number(value)) < 10 && Number.isInteger(Number(value));
}

/** Nothing, or nought of any type. */
export function isEmpty(value: Leaf['value']): boolean {
  return (
    value === null || value === false || value === '' || (String(value).trim() !== '' && Number(value) === 0)
  );
}

/** Whether a value of an answer is one that was given: the same number, day or text, or a text that holds it. */
export function shows(value: Leaf['value'], given: string): boolean {
  if (value === null || typeof value === 'boolean') return false;
  const text = String(value);
  if (text === given) return true;
  if (isNumeric(given)) {
    if (isNumeric(text)) return isSameNumber(text, given);
    return new RegExp(`(?<![\\d.])${given.replace('.', '\\.')}(?!\\d)`).test(text);
  }
  const days = [dayOf(text), dayOf(given)];
  if (days[0] !== null && days[0] === days[1]) return true;
  return text.toLowerCase().includes(given.trim().toLowerCase());
}

function isSameNumber(text: string, given: string): boolean {
  if (Number(text) === Number(given)) {
    // Digits beyond what a number holds must be there as well.
    return !/^-?\d{16,}$/.test(given) || text === given;
  }
  const decimals = /\.(\d+)$/.exec(text)?.[1]?.length;
  return decimals !== undefined && Math.abs(Number(text) - Number(given)) <= 0.5 * 10 ** -decimals + 1e-9;
}

export const isNumeric = (text: string) => /^-?\d+(?:\.\d+)?$/.test(text);

/** A day or a moment as PostgreSQL and JSON write it, to the minute; null: neither. */
function dayOf(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}(?:[ T]|$)/.test(text)) return null;
  const moment = Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'));
  return Number.isNaN(moment) ? null : new Date(moment).toISOString().slice(0, 16);
}

/** What a text looks like: a number, a day, a UUID, an address of mail, or any other text. */
export function kindOfText(text: string): string {
  if (isNumeric(text)) return 'number';
  if (dayOf(text) !== null) return 'day';
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return 'uuid';
  return /^\S+@\S+\.\S+$/.test(text) ? 'mail' : 'text';
}
