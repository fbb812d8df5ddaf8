import type { Deliveries, Delivery } from '../../domain/ports/delivery.ts';
import type { Repository, Service } from '../../domain/service.ts';
import { type GitHubSettings, gitHubAuth } from '../code-host/github/settings.ts';
import { createGitHubActionsDelivery } from './github-actions.ts';
import { askDeployments } from './github-deployments.ts';
import { createLocalDelivery } from './local.ts';
import { createWatchedDelivery, type ServiceRecorder } from './watched.ts';

/**
 * The adapter of each service's delivery, one for each service, place, branch and way to ask for the live commit.
 * @param recorderOf what the recorder of a service reports; it counts requests that no delivery counts
 */
export function createDeliveries(
  settings: GitHubSettings,
  recorderOf: (service: string) => ServiceRecorder,
): Deliveries {
  const opened = new Map<string, Delivery>();

  function open({ name, branch, url, delivery, definition, repository }: Service): Delivery {
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
      case 'watched':
        return createWatchedDelivery({
          running,
          recorder: recorderOf(name),
          deployed: deploymentsOf(repository, name),
        });
    }
  }

  function deploymentsOf(repository: Repository, name: string) {
    if (repository.host !== 'github') return undefined;
    const { owner, repo, baseUrl } = repository;
    const auth = gitHubAuth(settings, `The repository of ${name} is ${owner}/${repo} on GitHub`);
    return () => askDeployments({ owner, repo, baseUrl, auth });
  }

  return {
    of(service) {
      const { name, repository, branch, url, delivery, definition } = service;
      const key = JSON.stringify([name, repository, delivery, branch, url, definition.release]);
      const made = opened.get(key) ?? counting(open(service), recorderOf(name));
      opened.set(key, made);
      return made;
    },
  };
}

/** Asks the recorder where the delivery counts no requests. */
function counting(delivery: Delivery, recorder: ServiceRecorder): Delivery {
  return {
    ...delivery,
    served: async (...asked) => (await delivery.served(...asked)) ?? recorder.served(...asked),
  };
}
