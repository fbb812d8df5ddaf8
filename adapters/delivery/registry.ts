import { SutureError } from '../../domain/errors.ts';
import type { Delivery } from '../../domain/ports/delivery.ts';
import type { Settings } from '../../domain/settings.ts';
import { createGitHubActionsDelivery } from './github-actions.ts';
import { createLocalDelivery } from './local.ts';

export type DeliverySettings = Pick<
  Settings,
  | 'DELIVERY'
  | 'DELIVERY_URL'
  | 'DELIVERY_WORKFLOW'
  | 'GITHUB_TOKEN'
  | 'GITHUB_OWNER'
  | 'GITHUB_REPO'
  | 'GITHUB_BASE_URL'
>;

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
    const { GITHUB_TOKEN: token, GITHUB_OWNER: owner, GITHUB_REPO: repo } = settings;
    if (token && owner && repo) {
      const { GITHUB_BASE_URL: baseUrl, DELIVERY_WORKFLOW: workflow } = settings;
      return createGitHubActionsDelivery({ ...what, token, owner, repo, baseUrl, workflow });
    }
    const missing = [!token && 'GITHUB_TOKEN', !owner && 'GITHUB_OWNER', !repo && 'GITHUB_REPO'];
    throw new SutureError(
      'invalid_settings',
      `DELIVERY is "github-actions" but ${missing.filter(Boolean).join(', ')} is not set.`,
    );
  },
};

/** The delivery that the settings ask for. @throws SutureError `invalid_settings`. */
export function createDelivery(settings: DeliverySettings, what: Delivered): Delivery {
  return ADAPTERS[settings.DELIVERY](settings, what);
}
