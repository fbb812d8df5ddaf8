import { once } from 'node:events';
import type { SutureConfig } from '../../domain/service-definition.ts';
import { elapsed } from '../elapsed.ts';
import type { StackRecord } from '../state.ts';
import { startStack } from '../supervisor/start-stack.ts';
import type { Command } from './command.ts';

/** `npm start`: the stack, until Ctrl-C. */
export const runStart: Command = async (context) => {
  const since = Date.now();
  const stack = await startStack(context);
  context.say(`\nSuture is up after ${elapsed(since)}.\n`);
  for (const line of describe(stack.record(), context.config)) context.say(line);
  if (!context.signal.aborted) await once(context.signal, 'abort');
  await stack.stop();
  context.say('Everything is stopped.');
  return 0;
};

/** The addresses, the adapters, and requests to try. */
function describe(record: StackRecord, config: SutureConfig): string[] {
  const table = (rows: Record<string, string>) => {
    const width = Math.max(...Object.keys(rows).map((name) => name.length));
    return Object.entries(rows).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  };
  const { app, dashboard, temporal_ui, delivery, origin, logs } = record.addresses as Record<string, string>;
  const shown = { app, dashboard, 'Temporal UI': temporal_ui, delivery, origin, logs };
  const present = Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
  const base = app?.replace('127.0.0.1', 'localhost');
  const requests = config.services.flatMap((service) =>
    service.faults.flatMap(({ probe }) =>
      probe.kind === 'http' ? [`  curl -X ${probe.request.method} ${base}${probe.request.path}`] : [],
    ),
  );
  return [
    ...table(present as Record<string, string>),
    '\nAdapters in use',
    ...table(record.adapters),
    '\nTry',
    ...requests,
    `  curl ${base}/developer/incidents/api/data`,
    `  curl -X POST ${base}/developer/incidents/reset`,
    '\nCtrl-C stops everything; the state stays.',
  ];
}
