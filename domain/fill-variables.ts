const REFERENCE = /\$\{([A-Za-z_]\w*)\}/g;

/** Puts the values of variables into a text: `Bearer ${API_TOKEN}`. A name without a value stays as it is. */
export function fillVariables(text: string, values: Record<string, string>): string {
  return text.replace(REFERENCE, (whole, name: string) => values[name] ?? whole);
}

/** True for a text that refers to a variable of the service. */
export function refersToVariable(text: string): boolean {
  return text.search(REFERENCE) >= 0;
}
