import { z } from 'zod';
import { ADAPTER_SETTINGS } from '../adapters/settings.ts';
import { GithubToolSettings } from '../deploy/lambdas/github-tool/settings.ts';
import { Settings } from '../domain/settings.ts';
import { DeliverySettings } from '../stack/delivery/settings.ts';
import { WorkerSettings } from '../worker/settings.ts';

/** Every fragment of the settings, in the order of the page. */
export const FRAGMENTS: readonly z.ZodObject[] = [
  Settings,
  WorkerSettings,
  ...ADAPTER_SETTINGS,
  DeliverySettings,
  GithubToolSettings,
];

/** The text of `docs/configuration.md`: a section for each fragment, a row for each variable. */
export function writeConfiguration(): string {
  return `# Configuration

Everything that can be set from outside is an environment variable. A program reads its variables once, at the start; a
wrong value stops the start with a sentence that names what to set. An empty variable counts as absent.

What is true of one service only is not here: its repository, branch, address and delivery are given when it is attached
(\`suture attach\`), and everything else is in the \`suture.yaml\` of its repository.

How to reach Temporal (TLS, API key, profiles) is read by Temporal's own library from the variables on its page
[Environment configuration](https://docs.temporal.io/develop/environment-configuration); see [temporal.md](temporal.md).

<!-- Written from the settings.ts files by: npx vitest run tools/write-configuration.test.ts -u -->
${FRAGMENTS.map(section).join('')}`;
}

function section(fragment: z.ZodObject): string {
  const schema = z.toJSONSchema(fragment, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    if (typeof property === 'boolean') return `| \`${name}\` |  |  |  |`;
    // The default of a flag is known only after its text was read.
    const preset = property.default ?? (fragment.shape[name] as z.ZodType).safeParse(undefined).data;
    const value = preset === undefined ? '' : `\`${String(preset)}\``;
    return `| \`${name}\` | ${allowed(property)} | ${value} | ${property.description ?? ''} |`;
  });
  return `
## ${fragment.meta()?.title}

| variable | values | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function allowed(property: z.core.JSONSchema.BaseSchema): string {
  if (property.enum?.includes('true')) return '`true`, `false`';
  if (property.enum) return property.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (property.type === 'integer') {
    const { minimum, maximum } = property;
    if (minimum !== undefined && maximum !== undefined && maximum <= 65_535)
      return `${minimum} to ${maximum}`;
    return property.exclusiveMinimum === 0 ? 'a whole number above 0' : 'a whole number';
  }
  if (property.format === 'uri') return 'a URL';
  if (property.minLength === 1) return 'text';
  return property.minLength === undefined ? 'text' : `text of at least ${property.minLength} characters`;
}
