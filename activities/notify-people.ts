import { SutureError } from '../domain/errors.ts';
import type { Notification, Notifier } from '../domain/ports/notifier.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';
import { readSubject } from './read-subject.ts';
import { type HealRun, worldKeyOf } from './run.ts';

export interface News extends HealRun {
  event: Notification['event'];
  /** Distinguishes this notification from others of the same run. */
  step: string;
  message: string;
}

export interface NotifyDeps {
  store: Store;
  notifiers: Notifier[];
  /** Where people find the dashboard. */
  publicUrl: string;
}

export function createNotifyActivities({ store, notifiers, publicUrl }: NotifyDeps) {
  return {
    /** Notifies people on every channel. Only channels that failed are tried again. */
    async notifyPeople(news: News): Promise<void> {
      const { incident, service, fault } = await readSubject(store, news.incidentId);
      const notification: Notification = {
        event: news.event,
        incident_id: incident.id,
        service: service.name,
        error_code: fault.code,
        title: fault.title,
        severity: incident.severity,
        phase: incident.phase,
        message: news.message,
        url: new URL(`/developer/incidents/${incident.id}`, publicUrl).href,
      };
      const key = await worldKeyOf(store, news, `notify/${news.step}`);
      await longStep(async ({ signal }) => {
        const results = await Promise.allSettled(
          notifiers.map((notifier) => tell(notifier, key, notification, signal)),
        );
        const failed = results.find((result) => result.status === 'rejected');
        if (failed) throw failed.reason;
      });
    },
  };

  async function tell(
    notifier: Notifier,
    key: string,
    notification: Notification,
    signal: AbortSignal,
  ): Promise<void> {
    const { name } = notifier;
    const { incident_id: incidentId } = notification;
    const claim = await store.claimNotification(incidentId, key, name);
    if (claim === 'sent') return;
    if (claim === 'unsure' && !notifier.repeatable) {
      await note(
        `${name} may not have delivered the notification. It is not sent again, to avoid sending it twice.`,
      );
      return store.notificationSent(key, name);
    }
    try {
      await notifier.send(key, notification, signal);
    } catch (error) {
      const certain = error instanceof SutureError && error.type !== 'notification_unsure';
      if (certain) await store.notificationFailed(key, name);
      throw error;
    }
    await store.notificationSent(key, name);
    await note(`Notified people by ${name}.`);

    function note(message: string): Promise<void> {
      return store.addNote({ incidentId, key: `${key}/${name}`, message, data: { channel: name } });
    }
  }
}
