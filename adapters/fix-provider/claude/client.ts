import type Anthropic from '@anthropic-ai/sdk';

export interface ClientOptions {
  apiKey: string;
  baseUrl: string;
  /** After so long without a byte of the answer it counts as lost, in milliseconds. The API pings every few seconds. */
  silenceMs?: number;
}

export type Sdk = typeof import('@anthropic-ai/sdk');

/** The SDK, loaded when it is first needed, and a client that leaves all retries to Temporal. */
export async function connect(options: ClientOptions): Promise<{ sdk: Sdk; client: Anthropic }> {
  const { apiKey, baseUrl, silenceMs = 90_000 } = options;
  const sdk = await import('@anthropic-ai/sdk');
  const client = new sdk.Anthropic({
    apiKey,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: silenceMs,
    logLevel: 'off',
    fetch: (input, init) => fetchUnlessSilent(input, init, silenceMs),
  });
  return { sdk, client };
}

/** The SDK's own timeout ends with the headers; a stream can fall silent after them. */
async function fetchUnlessSilent(
  input: string | URL | Request,
  init: RequestInit | undefined,
  silenceMs: number,
): Promise<Response> {
  const response = await fetch(input, init);
  if (!response.body) return response;
  let timer: NodeJS.Timeout;
  const watched = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        timer = setTimeout(giveUp, silenceMs, controller);
      },
      transform(chunk, controller) {
        timer.refresh();
        controller.enqueue(chunk);
      },
      flush() {
        clearTimeout(timer);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(watched, { status, statusText, headers });

  function giveUp(controller: TransformStreamDefaultController): void {
    controller.error(new Error(`no byte for ${silenceMs / 1000} s`));
  }
}
