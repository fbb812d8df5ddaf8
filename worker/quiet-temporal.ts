import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Lets Temporal's own log say what is wrong, one line each, and leaves signals to the composition root. */
export function quietTemporal(log: (line: string) => void): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const error = meta?.error instanceof Error ? ` (${meta.error.message})` : '';
      log(`${level.toLowerCase()}: ${message}${error}`);
    }),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }), forward: {} },
    },
  });
}
