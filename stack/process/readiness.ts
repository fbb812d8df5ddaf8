import type { ChildProcess } from 'node:child_process';
import { lookAtUrl, untilHealthy } from '../../platform/until-healthy.ts';

/** How we know that a process takes requests: a line it writes, or a URL that answers 200. */
export type Readiness = { line: RegExp } | { url: string };

/** Resolves once the process is up. Stays pending when it ends before; `gone` reports that. */
export async function waitUntilUp(ready: Readiness, child: ChildProcess, gone: AbortSignal): Promise<void> {
  if ('line' in ready) {
    return new Promise((resolve) => {
      let text = '';
      const look = (chunk: Buffer) => {
        text = (text + chunk.toString('utf8')).slice(-4_096);
        if (ready.line.test(text)) resolve();
      };
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
    });
  }
  const unhealthy = await untilHealthy((signal) => lookAtUrl(ready.url, signal), gone);
  if (unhealthy !== null) await new Promise(() => {});
}
