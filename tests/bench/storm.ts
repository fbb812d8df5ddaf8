import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { KEY } from './attach.ts';

export interface StormOptions {
  /** Base URL of the app. */
  url: string;
  /** The name of the service, and its fault that the reports are of. */
  service: string;
  fault: { code: string; route: string };
  /** Requests under way at a time. */
  concurrency: number;
  /** In milliseconds. */
  durationMs: number;
}

/** A storm of reports of failing requests, each recorded as an occurrence. @returns the time of each, in milliseconds. */
export async function storm({
  url,
  service,
  fault,
  concurrency,
  durationMs,
}: StormOptions): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const times: number[] = [];
  const until = performance.now() + durationMs;
  const sender = async () => {
    for (let began = performance.now(); began < until; began = performance.now()) {
      const { status, body } = await post(`${url}/ingest/recordings`, agent, reportOf(service, fault));
      times.push(performance.now() - began);
      const { incident_id } = JSON.parse(body) as { incident_id: string | null };
      if (status !== 201 || incident_id === null) throw new Error(`not recorded: ${status} ${body}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, sender));
  } finally {
    agent.destroy();
  }
  return times;
}

function reportOf(service: string, { code, route }: StormOptions['fault']): string {
  return JSON.stringify({
    ...{ service, key: randomUUID(), faultCode: code, route, reason: 'status_500', logLine: '' },
    ...{ latencyMs: 20, at: new Date().toISOString() },
  });
}

function post(url: string, agent: Agent, report: string): Promise<{ status: number; body: string }> {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body })).once('error', reject);
    });
    sent.end(report);
  });
}
