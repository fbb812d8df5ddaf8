import { Client, type ClientInterceptors, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { TemporalOptions } from './temporal-options.ts';

export interface Temporal {
  client: Client;
  /** What the workers poll by. */
  native: NativeConnection;
  close(): Promise<void>;
}

/** Connects to Temporal; both connections reconnect by themselves later. Throws while it does not answer. */
export async function connectTemporal(
  options: TemporalOptions,
  interceptors: ClientInterceptors = {},
): Promise<Temporal> {
  const { namespace, dataConverter } = options;
  const native = await NativeConnection.connect(options.connection);
  const connection = Connection.lazy(options.connection);
  return {
    native,
    client: new Client({ connection, namespace, interceptors, ...(dataConverter && { dataConverter }) }),
    async close() {
      await connection.close();
      await native.close();
    },
  };
}
