import { type Listeners, listen } from './listen.ts';
import type { Answer, Order } from './orders.ts';
import { sendEvents } from './send-events.ts';

/** The clients, in a process of their own: what they cost must not be counted as the app's. */
let listeners: Listeners | null = null;

process.on('message', async (order: Order) => {
  const answer = await obey(order).catch((error: Error): Answer => ({ error: error.message }));
  process.send?.(answer);
});
process.once('disconnect', () => process.exit(0));

async function obey(order: Order): Promise<Answer> {
  switch (order.do) {
    case 'listen':
      listeners = await listen(order.url, order.count);
      return {};
    case 'hear': {
      if (!listeners) throw new Error('nobody listens');
      const heard = await listeners.hear(order.expected, order.waitMs);
      return { heard, events: listeners.events() };
    }
    case 'leave':
      await listeners?.close();
      listeners = null;
      return {};
    case 'send':
      return { ms: await sendEvents(order) };
  }
}
