import type { Notifier } from '../../domain/ports/notifier.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';

/** The same channel, with secrets taken out of what it sends: a notification quotes logs and errors. */
export function guardNotifier(notifier: Notifier, guard: SecretGuard): Notifier {
  return {
    ...notifier,
    async send(id, notification, signal) {
      const { title, message } = notification;
      await notifier.send(id, { ...notification, ...(await guard.hideIn({ title, message })) }, signal);
    },
  };
}
