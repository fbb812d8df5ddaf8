import { Agent, request } from 'node:http';

export interface LoadReport {
  sent: number;
  /** What went wrong, a line each. */
  failures: string[];
  /** Requests by the build that answered them. */
  builds: Map<string, number>;
}

export interface Load {
  /** Requests answered so far. */
  answered(): number;
  /** Sends no more, and waits for the last answers. */
  stop(): Promise<LoadReport>;
}

interface Answer {
  status: number;
  body: string;
  build: string;
}

function send(
  port: number,
  options: { method: string; path: string; agent: Agent | false; body?: string; chunked?: boolean },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method: options.method, path: options.path, agent: options.agent },
      (incoming) => {
        let body = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (text: string) => {
          body += text;
        });
        incoming.on('error', reject);
        incoming.on('close', () => {
          if (!incoming.complete) return reject(new Error('half an answer'));
          resolve({ status: incoming.statusCode ?? 0, body, build: String(incoming.headers['x-build']) });
        });
      },
    );
    outgoing.on('error', reject);
    if (options.body === undefined) return outgoing.end();
    if (!options.chunked) return outgoing.end(options.body);
    const half = Math.ceil(options.body.length / 2);
    outgoing.write(options.body.slice(0, half));
    setImmediate(() => outgoing.end(options.body?.slice(half)));
  });
}

/** What no client may reach: a run-away test ends here. */
const MOST_REQUESTS_A_CLIENT = 20_000;

/**
 * Clients that send one request after another: with kept connections and without, GET and POST, with a length and
 * chunked, quick and slow. Every answer must be 200 and whole.
 */
export function startLoad(port: number): Load {
  const report: LoadReport = { sent: 0, failures: [], builds: new Map() };
  const kept = new Agent({ keepAlive: true, maxSockets: 8 });
  let stopped = false;
  let answered = 0;

  async function client(name: string, next: (turn: number) => Parameters<typeof send>[1]): Promise<void> {
    for (let turn = 0; !stopped && turn < MOST_REQUESTS_A_CLIENT; turn += 1) {
      const options = next(turn);
      report.sent += 1;
      try {
        const answer = await send(port, options);
        const whole = options.body === undefined || answer.body === options.body;
        if (answer.status !== 200 || !whole) {
          report.failures.push(`${name} ${options.path}: ${answer.status} ${answer.body.slice(0, 200)}`);
        }
        report.builds.set(answer.build, (report.builds.get(answer.build) ?? 0) + 1);
      } catch (error) {
        report.failures.push(`${name} ${options.path}: ${(error as Error).message}`);
      }
      answered += 1;
    }
  }

  const body = (turn: number) => `${turn} `.repeat(1 + ((turn * 997) % 5_000));
  const clients = [
    client('GET kept', () => ({ method: 'GET', path: '/values', agent: kept })),
    client('GET fresh', () => ({ method: 'GET', path: '/values', agent: false })),
    client('POST kept', (turn) => ({ method: 'POST', path: '/echo', agent: kept, body: body(turn) })),
    client('POST chunked', (turn) => ({
      method: 'POST',
      path: '/echo',
      agent: false,
      body: body(turn),
      chunked: true,
    })),
    client('POST empty', () => ({ method: 'POST', path: '/echo', agent: kept, body: '' })),
    client('GET slow', (turn) => ({ method: 'GET', path: `/values?ms=${(turn * 97) % 400}`, agent: kept })),
    client('POST slow', (turn) => ({
      method: 'POST',
      path: `/echo?ms=${(turn * 131) % 700}`,
      agent: false,
      body: body(turn),
    })),
  ];
  return {
    answered: () => answered,
    async stop() {
      stopped = true;
      await Promise.all(clients);
      kept.destroy();
      return report;
    },
  };
}
