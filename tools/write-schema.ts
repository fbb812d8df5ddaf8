import { z } from 'zod';
import { ServiceDefinition } from '../domain/service-definition.ts';

/** The text of `docs/suture.schema.json`: the JSON schema of `suture.yaml`, as it is written. */
export function writeSchema(): string {
  const schema = z.toJSONSchema(ServiceDefinition, { io: 'input' });
  const about = { title: 'suture.yaml', description: 'What Suture knows of a service.' };
  return `${JSON.stringify({ ...about, ...schema }, null, 2)}\n`;
}
