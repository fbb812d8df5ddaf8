import { JSON_WEB_TOKENS } from '../../domain/json-web-token.ts';

const REPLACED = /\$\{env:([A-Za-z_]\w*)\}/g;

/** Puts the sandbox's value where the recorder wrote the name of a variable; a name without a value stays. */
export function fillEnvironment(text: string, values: Record<string, string>): string {
  const fill = (part: string) => part.replace(REPLACED, (whole, name: string) => values[name] ?? whole);
  return fill(text).replace(JSON_WEB_TOKENS, (_, head, said, signature) => {
    const claims = Buffer.from(said, 'base64url').toString('utf8');
    const filled = fill(claims);
    return [head, filled === claims ? said : Buffer.from(filled).toString('base64url'), signature].join('.');
  });
}

/** The same in every text of a value. */
export function fillDeep<T>(value: T, values: Record<string, string>): T {
  const text = JSON.stringify(value);
  if (text === undefined || !(text.includes('${env:') || text.includes('eyJ'))) return value;
  return JSON.parse(text, (_, one) => (typeof one === 'string' ? fillEnvironment(one, values) : one)) as T;
}
