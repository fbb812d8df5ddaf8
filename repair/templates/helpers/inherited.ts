import type { Evidence } from '../../../domain/evidence.ts';

/** Names that every object inherits, as one of the words of a request. */
const INHERITED =
  /(^|[^\w$])(constructor|toString|toLocaleString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|__proto__|__defineGetter__|__defineSetter__|__lookupGetter__|__lookupSetter__)($|[^\w$])/;

/** Whether the failing request names what every object inherits, such as `constructor`. */
export function namesInherited({ request }: Evidence): boolean {
  return INHERITED.test(JSON.stringify(request ?? ''));
}
