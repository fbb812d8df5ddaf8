/** One connection to the dashboard's event stream, which never reconnects. */
export interface LiveConnection {
  received(): string;
  /** Why it ended; null while it is open. */
  closed(): string | null;
  close(): Promise<void>;
}

/** @param base address of the app. @throws when it does not answer with a stream */
export async function openLiveConnection(base: string): Promise<LiveConnection> {
  const stop = new AbortController();
  const answer = await fetch(`${base}/developer/incidents/stream`, { signal: stop.signal });
  if (answer.status !== 200) throw new Error(`The event stream answers ${answer.status}.`);
  let received = '';
  let closed: string | null = null;
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      received += decoder.decode(chunk, { stream: true });
    }
  };
  const reading = read().then(
    () => {
      closed = 'ended by the server';
    },
    (error: Error) => {
      closed = stop.signal.aborted ? null : error.message;
    },
  );
  return {
    received: () => received,
    closed: () => closed,
    async close() {
      stop.abort();
      await reading;
    },
  };
}
