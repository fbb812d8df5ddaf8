import { SutureError } from './errors.ts';
import type { SutureConfig } from './service-definition.ts';

/**
 * The services with approval asked for where a setting wants it, besides where their faults' policies do.
 * @param faults codes separated by commas, or `all`; absent: the policies alone count
 * @throws SutureError `invalid_settings` for a code that no service has
 */
export function requireApproval(config: SutureConfig, faults: string | undefined): SutureConfig {
  const wanted = (faults ?? '').split(',').flatMap((code) => code.trim() || []);
  const known = config.services.flatMap((service) => service.faults.map(({ code }) => code));
  const unknown = wanted.filter((code) => code !== 'all' && !known.includes(code));
  if (unknown.length > 0) {
    throw new SutureError(
      'invalid_settings',
      `APPROVAL_FOR names ${unknown.join(', ')}, which no service has. Known: all, ${known.join(', ')}.`,
    );
  }
  const asks = (code: string) => wanted.includes('all') || wanted.includes(code);
  const services = config.services.map((service) => ({
    ...service,
    faults: service.faults.map((fault) =>
      asks(fault.code) ? { ...fault, policy: { ...fault.policy, approval: true } } : fault,
    ),
  }));
  return { ...config, services };
}
