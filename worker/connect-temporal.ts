import { Client, type ClientInterceptors, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';

export interface Temporal {
  client: Client;
  /** What the workers poll by. */
  native: NativeConnection;
  close(): Promise<void>;
}

/** Connects to Temporal; both connections mend themselves afterwards. Throws while it does not answer. */
export async function connectTemporal(
  address: string,
  namespace: string,
  interceptors: ClientInterceptors = {},
): Promise<Temporal> {
  const native = await NativeConnection.connect({ address });
  const connection = Connection.lazy({ address });
  return {
    native,
    client: new Client({ connection, namespace, interceptors }),
    async close() {
      await connection.close();
      await native.close();
    },
  };
}
