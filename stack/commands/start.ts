import { once } from 'node:events';
import type { ServiceDefinition } from '../../domain/service-definition.ts';
import { elapsed } from '../elapsed.ts';
import type { StackRecord } from '../state.ts';
import { readDemonstration } from '../supervisor/demonstration.ts';
import { startStack } from '../supervisor/start-stack.ts';
import type { Command } from './command.ts';

/** `npm start`: the stack, until Ctrl-C. */
export const runStart: Command = async (context) => {
  const since = Date.now();
  const stack = await startStack(context);
  context.say(`\nSuture is up after ${elapsed(since)}.\n`);
  const record = stack.record();
  const demonstration = await readDemonstration(record.addresses.origin as string);
  for (const line of describe(record, demonstration)) context.say(line);
  if (!context.signal.aborted) await once(context.signal, 'abort');
  await stack.stop();
  context.say('Everything is stopped.');
  return 0;
};

/** The addresses, the adapters, and requests to try. */
function describe(record: StackRecord, { faults }: ServiceDefinition): string[] {
  const table = (rows: Record<string, string>) => {
    const width = Math.max(...Object.keys(rows).map((name) => name.length));
    return Object.entries(rows).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  };
  const { app = '', dashboard, temporal_ui, service, delivery, origin, logs } = record.addresses;
  const shown: Record<string, string> = {};
  const all = { app, dashboard, 'Temporal UI': temporal_ui, service, delivery, origin, logs };
  for (const [name, address] of Object.entries(all)) if (address !== undefined) shown[name] = address;
  const base = app.replace('127.0.0.1', 'localhost');
  const requests = faults.flatMap(({ probe }) =>
    probe.kind === 'http' ? [`  curl -X ${probe.request.method} ${base}${probe.request.path}`] : [],
  );
  return [
    ...table(shown),
    '\nAdapters in use',
    ...table(record.adapters),
    '\nTry',
    ...requests,
    `  curl ${base}/developer/incidents/api/data`,
    `  curl -X POST ${base}/developer/incidents/reset`,
    '\nCtrl-C stops everything; the state stays.',
  ];
}
