import { SutureError } from '../../domain/errors.ts';
import type { Delivery } from '../../domain/ports/delivery.ts';
import type { Settings } from '../../domain/settings.ts';
import { type GitHubSettings, gitHubOptions } from '../code-host/github/settings.ts';
import { createGitHubActionsDelivery } from './github-actions.ts';
import { createLocalDelivery } from './local.ts';

export type DeliverySettings = GitHubSettings &
  Pick<Settings, 'DELIVERY' | 'DELIVERY_URL' | 'DELIVERY_WORKFLOW'>;

/** What is delivered. */
export interface Delivered {
  /** Base URL of the running service. */
  serviceUrl: string;
  /** The branch that is delivered. */
  branch: string;
}

/** Every value that `DELIVERY` may have, and what makes the adapter. */
const ADAPTERS: Record<Settings['DELIVERY'], (settings: DeliverySettings, what: Delivered) => Delivery> = {
  local: ({ DELIVERY_URL: deliveryUrl }, { serviceUrl }) => {
    if (deliveryUrl) return createLocalDelivery({ serviceUrl, deliveryUrl });
    throw new SutureError(
      'invalid_settings',
      'DELIVERY is "local" but DELIVERY_URL is not set; set it to the address of the local CI/CD, or use npm start, which brings its own.',
    );
  },
  'github-actions': (settings, what) => {
    const github = gitHubOptions(settings, 'DELIVERY is "github-actions"');
    return createGitHubActionsDelivery({ ...what, github, workflow: settings.DELIVERY_WORKFLOW });
  },
};

/** The delivery that the settings ask for. @throws SutureError `invalid_settings`. */
export function createDelivery(settings: DeliverySettings, what: Delivered): Delivery {
  return ADAPTERS[settings.DELIVERY](settings, what);
}
