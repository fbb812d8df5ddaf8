import { once } from 'node:events';
import { createTracing } from '../../adapters/tracing/registry.ts';
import { TracingSettings } from '../../adapters/tracing/settings.ts';
import { readSettings } from '../../domain/settings.ts';
import { lossyStream } from '../../platform/lossy-writer.ts';
import { outliveOutput } from '../../platform/outlive-output.ts';
import { stopSignal } from '../../platform/stop-signal.ts';
import { runDelivery } from './run-delivery.ts';

/** How long releases and requests under way may take once the delivery is asked to end, in milliseconds. */
const GRACE_MS = 30_000;

outliveOutput();
const output = lossyStream(process.stderr);
const log = (line: string) => output.write(`${line}\n`);
const { env } = process;
const stopping = stopSignal({ withParent: env.EXIT_WITH_PARENT === '1', graceMs: GRACE_MS });

try {
  const tracing = await createTracing(readSettings(env, TracingSettings), 'suture-delivery', env);
  const delivery = await runDelivery(env, log, tracing);
  log(`The delivery listens on ${delivery.port}, its own pages on ${delivery.pagesPort}.`);
  if (!stopping.aborted) await once(stopping, 'abort');
  await delivery.close();
  process.exit(0);
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
