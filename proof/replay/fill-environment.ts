const REPLACED = /\$\{env:([A-Za-z_]\w*)\}/g;

/** Puts the sandbox's value where the recorder wrote the name of a variable; a name without a value stays. */
export function fillEnvironment(text: string, values: Record<string, string>): string {
  return text.replace(REPLACED, (whole, name: string) => values[name] ?? whole);
}

/** The same in every text of a value. */
export function fillDeep<T>(value: T, values: Record<string, string>): T {
  const text = JSON.stringify(value);
  if (text === undefined || !text.includes('${env:')) return value;
  return JSON.parse(text, (_, one) => (typeof one === 'string' ? fillEnvironment(one, values) : one)) as T;
}
