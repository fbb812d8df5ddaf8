import { Agent, request } from 'node:http';

export interface StormOptions {
  /** Base URL of the app. */
  url: string;
  /** Route of the fault. */
  route: string;
  /** Requests under way at a time. */
  concurrency: number;
  /** In milliseconds. */
  durationMs: number;
}

/** A storm of failing requests, each recorded as an occurrence. @returns the time of each, in milliseconds. */
export async function storm({ url, route, concurrency, durationMs }: StormOptions): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const times: number[] = [];
  const until = performance.now() + durationMs;
  const sender = async () => {
    for (let began = performance.now(); began < until; began = performance.now()) {
      const { status, body } = await post(`${url}${route}`, agent);
      times.push(performance.now() - began);
      const { incident_id } = JSON.parse(body) as { incident_id: string | null };
      if (status < 500 || incident_id === null) throw new Error(`not recorded: ${status} ${body}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, sender));
  } finally {
    agent.destroy();
  }
  return times;
}

function post(url: string, agent: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body })).once('error', reject);
    });
    sent.end();
  });
}
