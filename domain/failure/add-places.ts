/** A place of a stack. */
interface Place {
  file: string | null;
  function: string | null;
  line: number | null;
}

/** These places, and behind them the further ones that are not among them: causes share the outer frames of an error. */
export function addPlaces<P extends Place>(places: readonly P[], further: readonly P[]): P[] {
  const keyOf = ({ file, function: name, line }: P) => `${file}\n${name}\n${line}`;
  const known = new Set(places.map(keyOf));
  const found = [...places];
  for (const place of further) {
    const key = keyOf(place);
    if (!known.has(key)) found.push(place);
    known.add(key);
  }
  return found;
}
