import type { Deliveries, Delivery } from '../../domain/ports/delivery.ts';
import type { Service } from '../../domain/service.ts';
import { type GitHubSettings, gitHubAuth } from '../code-host/github/settings.ts';
import { createGitHubActionsDelivery } from './github-actions.ts';
import { createLocalDelivery } from './local.ts';

/** The adapter of each service's delivery, one for each place, branch and way to ask for the live commit. */
export function createDeliveries(settings: GitHubSettings): Deliveries {
  const opened = new Map<string, Delivery>();

  function open({ name, branch, url, delivery, definition }: Service): Delivery {
    const running = { url, release: definition.release };
    switch (delivery.kind) {
      case 'local':
        return createLocalDelivery({ running, deliveryUrl: delivery.url });
      case 'github-actions': {
        const { owner, repo, baseUrl, workflow } = delivery;
        const auth = gitHubAuth(settings, `${name} is delivered by GitHub Actions of ${owner}/${repo}`);
        const github = { owner, repo, baseUrl, auth };
        return createGitHubActionsDelivery({ running, github, workflow, branch });
      }
    }
  }

  return {
    of(service) {
      const { branch, url, delivery, definition } = service;
      const key = JSON.stringify([delivery, branch, url, definition.release]);
      const made = opened.get(key) ?? open(service);
      opened.set(key, made);
      return made;
    },
  };
}
