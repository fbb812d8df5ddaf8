import type { z } from 'zod';
import { parseDefinition, type ServiceDefinition } from '../service-definition.ts';
import { type CompleteDefinition, completeDefinition } from './complete-definition.ts';

/** A definition of which everything is written, as for a repository whose files tell nothing. */
export function definitionOf(written: Partial<z.input<typeof ServiceDefinition>> = {}): CompleteDefinition {
  const definition = parseDefinition({ name: 'shop', start: ['node', 'server.js'], ...written });
  return completeDefinition(definition, { paths: [], read: () => null, readYaml: () => null });
}
