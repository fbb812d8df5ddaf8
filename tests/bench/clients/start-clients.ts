import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Answer, Order } from './orders.ts';

export interface ClientProcess {
  /** @throws when it could not be done */
  tell(order: Order): Promise<Answer>;
  stop(): Promise<void>;
}

/** @param root of the checkout, with the built programs in `dist/` */
export function startClients(root: string): ClientProcess {
  const child = fork(join(root, 'dist/bench-clients.js'), { cwd: root });
  // They stand in for other machines: what they do must not take the app's turn on this one.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const ended = once(child, 'exit').then(([code]): [Answer] => [
    { error: `the listeners ended with ${code}` },
  ]);
  return {
    async tell(order) {
      const left = new AbortController();
      const answered = once(child, 'message', { signal: left.signal }) as Promise<[Answer]>;
      answered.catch(() => {});
      child.send(order);
      const [answer] = await Promise.race([answered, ended]).finally(() => left.abort());
      if (answer.error) throw new Error(answer.error);
      return answer;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
