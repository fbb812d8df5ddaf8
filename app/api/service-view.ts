import type { ServiceBrief } from '../briefing/service-brief.ts';
import type { ServiceAnswer } from './service-schemas.ts';

/** A service as the API answers it. */
export function serviceView({ service, signs, missing }: ServiceBrief): ServiceAnswer {
  const { name, repository, branch, url, delivery, definition } = service;
  return {
    name,
    repository,
    branch,
    url,
    delivery,
    faults: (definition?.faults ?? []).map(({ code, title, severity, route }) => ({
      code,
      title,
      severity,
      route,
      occurrences: signs.occurrences[code] ?? 0,
    })),
    checks: {
      definition_read_at: signs.checks.readAt?.toISOString() ?? null,
      detection: signs.checks.detection,
      check: signs.checks.check,
    },
    signs: {
      hello_at: signs.helloAt?.toISOString() ?? null,
      recorded_at: signs.recordedAt?.toISOString() ?? null,
      node: signs.node,
      address: signs.address,
      release: signs.release,
      requests: signs.requests,
      undeclared: signs.undeclared.map(({ errorClass, firstAt, lastAt, ...kind }) => ({
        ...kind,
        error_class: errorClass,
        first_at: firstAt.toISOString(),
        last_at: lastAt.toISOString(),
      })),
    },
    missing,
    definition,
    definition_commit: service.definitionCommit,
    problem: service.problem,
    attached_at: service.attachedAt.toISOString(),
  };
}
