/**
 * Twelve hexadecimal digits of a text: cyrb53 by bryc (public domain), 48 of its 53 bits. Enough to tell the faults of a
 * service apart: among 10,000 of them two are equal with a chance of one in five million.
 */
export function shortHash(text: string): string {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 2_654_435_761);
    other = Math.imul(other ^ code, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909);
  other = Math.imul(other ^ (other >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  const high = (other >>> 0).toString(16).padStart(8, '0').slice(-4);
  return `${high}${(one >>> 0).toString(16).padStart(8, '0')}`.toUpperCase();
}
