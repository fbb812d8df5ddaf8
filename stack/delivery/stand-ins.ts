import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import { SutureError } from '../../domain/errors.ts';
import type { UpstreamDefinition } from '../../domain/service-definition.ts';
import { lookAtUrl } from '../../platform/until-healthy.ts';
import { anyPort } from '../ports.ts';
import { type ProgramStart, type RunningProgram, startProgram } from './start-program.ts';

/** Runs stand-ins of the upstreams whose addresses are not given. */
export interface StandIns {
  /**
   * Makes sure that they run, started from the folder of a built release where they do not.
   * @returns their addresses by the variable that the service reads
   * @throws SutureError `release_failed`, `release_unhealthy`
   */
  ensure(definition: CompleteDefinition, folder: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

type Startable = UpstreamDefinition & { command: string[] };

interface StandIn {
  port: number;
  /** The upstream as it was started. */
  of: string;
  program: RunningProgram;
}

export interface StandInsOptions extends Pick<ProgramStart, 'registry' | 'guard' | 'deadlineMs' | 'signal'> {
  /** PATH, HOME and the like. */
  plain: Record<string, string>;
  /** Variables of upstreams that have an address already. */
  given: Record<string, string>;
  logOf(name: string): ProgramStart['log'];
  log(line: string): void;
}

const AGAIN_MS = 500;
const GRACE_MS = 2_000;

export function createStandIns(options: StandInsOptions): StandIns {
  const running = new Map<string, StandIn>();
  const ports = new Map<string, number>();
  let closed = false;
  let last: { definition: CompleteDefinition; folder: string } | null = null;

  async function start(upstream: Startable): Promise<StandIn> {
    const { definition, folder } = last as { definition: CompleteDefinition; folder: string };
    // A release keeps the address that it was started with, so a stand-in that is started again takes the same port.
    const port = ports.get(upstream.name) ?? (await anyPort());
    ports.set(upstream.name, port);
    const filled = (text: string) => text.replaceAll('{port}', String(port));
    const varied = Object.values(definition.vary).filter((value) => value.upstream === upstream.name);
    const program = await startProgram({
      what: `stand-in ${upstream.name}`,
      command: upstream.command.map(filled),
      folder,
      environment: {
        ...options.plain,
        HOST: '127.0.0.1',
        ...Object.fromEntries(Object.entries(upstream.env).map(([name, text]) => [name, filled(text)])),
        ...Object.fromEntries(varied.map((value) => [value.variable, String(value.production)])),
      },
      look: (signal) => lookAtUrl(`http://127.0.0.1:${port}${upstream.health}`, signal),
      deadlineMs: options.deadlineMs,
      log: options.logOf(upstream.name),
      registry: options.registry,
      guard: options.guard,
      signal: options.signal,
    });
    const standIn = { port, of: JSON.stringify(upstream), program };
    running.set(upstream.name, standIn);
    void program.exited.then((how) => {
      if (closed || running.get(upstream.name) !== standIn) return;
      running.delete(upstream.name);
      options.log(`stand-in ${upstream.name} ended (${how}); starting it again`);
      setTimeout(() => void revive(upstream), AGAIN_MS).unref();
    });
    return standIn;
  }

  async function revive(upstream: Startable): Promise<void> {
    if (closed || running.has(upstream.name)) return;
    await start(upstream).catch((error: unknown) => {
      options.log(
        `stand-in ${upstream.name} does not start: ${error instanceof SutureError ? error.message : error}`,
      );
      setTimeout(() => void revive(upstream), 10 * AGAIN_MS).unref();
    });
  }

  return {
    async ensure(definition, folder) {
      last = { definition, folder };
      const missing = definition.upstreams.filter(
        (upstream): upstream is Startable & { variable: string } =>
          // Recorded answers are for the sandbox.
          upstream.command !== null && upstream.variable !== null && !options.given[upstream.variable],
      );
      const entries = missing.map(async (upstream) => {
        const known = running.get(upstream.name);
        if (known && known.of !== JSON.stringify(upstream)) {
          running.delete(upstream.name);
          await known.program.stop(GRACE_MS);
        }
        const { port } = running.get(upstream.name) ?? (await start(upstream));
        return [upstream.variable, `http://127.0.0.1:${port}`] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    },
    async close() {
      closed = true;
      await Promise.all([...running.values()].map(({ program }) => program.stop(GRACE_MS)));
    },
  };
}
