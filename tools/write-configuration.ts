import { z } from 'zod';
import { Settings } from '../domain/settings.ts';

/** What `docs/configuration.md` says: one row for each variable of the settings. */
export function writeConfiguration(): string {
  const schema = z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' });
  const defaults: Record<string, unknown> = Settings.parse({});
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    if (typeof property === 'boolean') return `| \`${name}\` |  |  |  |`;
    const value = defaults[name] === undefined ? '' : `\`${String(defaults[name])}\``;
    return `| \`${name}\` | ${allowed(property)} | ${value} | ${property.description ?? ''} |`;
  });
  return `# Configuration

Everything that can be set from outside is an environment variable. They are read once, at the start; what is wrong stops
the start with a sentence that says what to set. An empty variable counts as absent. What may be healed, and how, is not
here but in [suture.config.ts](../suture.config.ts).

<!-- Written from domain/settings.ts by: npx vitest run tools/write-configuration.test.ts -u -->

| variable | values | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function allowed(property: z.core.JSONSchema.BaseSchema): string {
  if (property.enum) return property.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (property.type === 'integer') {
    const { minimum, maximum } = property;
    if (minimum !== undefined && maximum !== undefined && maximum <= 65_535)
      return `${minimum} to ${maximum}`;
    return property.exclusiveMinimum === 0 ? 'a whole number above 0' : 'a whole number';
  }
  if (property.format === 'uri') return 'a URL';
  return property.minLength === undefined ? 'text' : `text of at least ${property.minLength} characters`;
}
