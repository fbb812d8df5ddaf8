import { readFileSync } from 'node:fs';

/**
 * The stack's parameters from a JSON file, `{"Name": "value"}`.
 * @returns {Record<string, string>}
 * @throws Error that names the file to write
 */
export function readParameters(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(
      `${file} cannot be read. Copy deploy/parameters.example.json there and fill it in: docs/deploy-aws.md.`,
    );
  }
  try {
    const given = Object.entries(JSON.parse(text));
    return Object.fromEntries(
      given.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
    );
  } catch (error) {
    throw new Error(`${file} is not a JSON object of names and values: ${error.message}`);
  }
}

/** `suture-production` */
export function stackName(parameters) {
  return `suture-${parameters.Environment ?? 'production'}`;
}
