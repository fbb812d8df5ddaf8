import { SutureError } from '../domain/errors.ts';
import type { Notification, Notifier } from '../domain/ports/notifier.ts';
import type { SutureConfig } from '../domain/service-definition.ts';
import type { Store } from '../store/store.ts';
import { longStep } from './long-step.ts';
import { type HealRun, readSubject, worldKeyOf } from './run.ts';

export interface News extends HealRun {
  event: Notification['event'];
  /** Tells this piece of news from others of the same run. */
  step: string;
  message: string;
}

export interface NotifyDeps {
  store: Store;
  config: SutureConfig;
  notifiers: Notifier[];
  /** Where people find the dashboard. */
  publicUrl: string;
}

export function createNotifyActivities({ store, config, notifiers, publicUrl }: NotifyDeps) {
  return {
    /** Tells people by every channel. A channel that fails is tried again, the others are not. */
    async notifyPeople(news: News): Promise<void> {
      const { incident, service, fault } = await readSubject(store, config, news.incidentId);
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
      await note(`${name} may not have taken the news; it is not sent again, since that could be twice.`);
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
    await note(`Told people by ${name}.`);

    function note(message: string): Promise<void> {
      return store.addNote({ incidentId, key: `${key}/${name}`, message, data: { channel: name } });
    }
  }
}
