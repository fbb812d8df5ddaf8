import { setTimeout as sleep } from 'node:timers/promises';
import { onPath } from '../../platform/find-program.ts';
import type { ComposeService } from './compose-file.ts';
import { IMAGE_ENVIRONMENT, imageOf } from './compose-image.ts';
import type { Command, Exec, Pod, Running } from './pod.ts';

/** The longest that docker-compose.yml allows a service to become healthy. */
const HEALTHY_WITHIN_MS = 240_000;
const PATH = ['/var/bin', '/var/postgres/bin', '/usr/local/bin', '/usr/bin', '/bin'].join(':');

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** The services of docker-compose.yml as processes in a pod. */
export interface ServicesInPod {
  /** Those that were started, by name. */
  running: Map<string, Running>;
  /** Starts a service and does not wait for it. */
  start(name: string, service: ComposeService): Running;
  /** Starts a service and waits until it is healthy; until it has ended, when it has no health check. */
  up(name: string, service: ComposeService): Promise<void>;
  /** Sends a request from inside the pod, to a service by its name. */
  request(
    method: string,
    url: string,
    headers?: Record<string, string>,
    body?: Record<string, unknown>,
  ): Promise<Answer>;
  /** Runs a command inside the pod. @returns its output @throws Error when it fails */
  run(words: string[]): Promise<string>;
}

export function createServicesInPod(pod: Pod): ServicesInPod {
  const running = new Map<string, Running>();

  function command(service: ComposeService, words: string[]): Command {
    const { home } = imageOf(service);
    return {
      words,
      cwd: home,
      environment: {
        PATH,
        HOME: home,
        ...(home === '/app' && IMAGE_ENVIRONMENT),
        ...service.environment,
      },
    };
  }

  function isHealthy(service: ComposeService): Promise<Exec> {
    const { ready } = imageOf(service);
    const [, ...test] = service.healthcheck?.test ?? [];
    if (ready) {
      const [host, port] = ready.split(':');
      const script = `require('node:net').connect(${port}, '${host}').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
      return pod.exec(command(service, ['node', '-e', script]));
    }
    // In the images wget is busybox's; some machines have none.
    const noWget = test[0] === 'wget' && !onPath(['wget'], process.env);
    const words = noWget ? ['node', '/app/deploy/health.mjs', test.at(-1) as string] : test;
    return pod.exec(command(service, words));
  }

  function start(name: string, service: ComposeService): Running {
    const program = pod.start(command(service, [...imageOf(service).entry, ...(service.command ?? [])]));
    running.set(name, program);
    return program;
  }

  async function run(words: string[]): Promise<string> {
    const { code, output } = await pod.exec({ words, cwd: '/', environment: { PATH } });
    if (code !== 0) throw new Error(`${words[0]} exits with ${code}: ${output}`);
    return output;
  }

  return {
    running,
    start,
    run,
    async up(name, service) {
      const program = start(name, service);
      let ended: number | string | null = null;
      program.ended.then((how) => {
        ended = how;
      });
      if (!service.healthcheck) {
        const code = await program.ended;
        if (code !== 0) throw new Error(`${name} ended with ${code}:\n${program.output()}`);
        return;
      }
      for (const deadline = Date.now() + HEALTHY_WITHIN_MS; ; ) {
        const { code, output } = await isHealthy(service);
        if (code === 0) return;
        if (ended !== null) throw new Error(`${name} ended with ${ended}:\n${program.output()}`);
        if (Date.now() > deadline) throw new Error(`${name} is not healthy: ${output}\n${program.output()}`);
        await sleep(200);
      }
    },
    async request(method, url, headers = {}, body) {
      const init = {
        method,
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      };
      const script = `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then(async (a) => console.log(JSON.stringify({ status: a.status, body: await a.text() })))`;
      const answer = JSON.parse(await run(['node', '-e', script])) as { status: number; body: string };
      return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> };
    },
  };
}
