const PAIRS =
  'left/right lo/hi low/high min/max start/end first/last begin/end from/to prev/next head/tail row/col rows/cols ' +
  'width/height source/target src/dst a/b x/y i/j j/k p/q m/n n/k l/r top/bottom front/back before/after old/new ' +
  'key/value index/value parent/child up/down inner/outer lower/upper current/next current/previous numerator/denominator';

const COUNTERPARTS: ReadonlySet<string> = new Set(
  PAIRS.split(' ').flatMap((pair) => {
    const [one, other] = pair.split('/');
    return [`${one}/${other}`, `${other}/${one}`];
  }),
);

/** Whether two names are the two sides of one thing, such as `left` and `right`, or `startIndex` and `endIndex`. */
export function areCounterparts(one: string, other: string): boolean {
  if (COUNTERPARTS.has(`${one}/${other}`)) return true;
  const [a, b] = [words(one), words(other)];
  if (a.length !== b.length) return false;
  const different = a.flatMap((word, index) => (word === b[index] ? [] : [`${word}/${b[index]}`]));
  return different.length === 1 && a.length > 1 && COUNTERPARTS.has(different[0] ?? '');
}

function words(name: string): string[] {
  return name.split(/_|(?<=[a-z\d])(?=[A-Z])|(?<=[a-z])(?=\d)/).map((word) => word.toLowerCase());
}
