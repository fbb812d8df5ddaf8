import type { ServiceSigns } from '../../domain/hello.ts';
import { awaitsDefinition, reportsRelease, type ServiceRecord } from '../../domain/service.ts';

/** Without a hello for so long a service counts as silent, in milliseconds: ten times the longest pause of its recorder. */
const SILENT_MS = 600_000;

export interface Missing {
  what: string;
  /** A command, or what to write. */
  help: string;
}

export interface ServiceBrief {
  service: ServiceRecord;
  signs: ServiceSigns;
  missing: Missing[];
}

const NO_SIGNS: ServiceSigns = {
  checks: { readAt: null, detection: null, check: null },
  helloAt: null,
  recordedAt: null,
  node: null,
  address: null,
  release: null,
  requests: 0,
  occurrences: {},
  undeclared: [],
};

/** Each service with what its recorder reports and what is missing. */
export function briefServices(
  services: readonly ServiceRecord[],
  signs: Record<string, ServiceSigns>,
  now = Date.now(),
): ServiceBrief[] {
  return services.map((service) => {
    const own = signs[service.name] ?? NO_SIGNS;
    return { service, signs: own, missing: missingOf(service, own, now) };
  });
}

function missingOf(service: ServiceRecord, signs: ServiceSigns, now: number): Missing[] {
  const { name, definition, problem } = service;
  const missing: Missing[] = [];
  const add = (what: string, help: string) => missing.push({ what, help });
  if (problem) add(`Its suture.yaml cannot be used: ${problem}`, 'suture check');
  else if (awaitsDefinition(service)) add('Its suture.yaml was not read yet.', 'suture status');
  if (signs.helloAt === null && signs.recordedAt === null) {
    add('Its recorder was never heard.', `suture run --service ${name} -- npm start`);
  } else if (signs.helloAt !== null && now - signs.helloAt.getTime() > SILENT_MS) {
    add('Its recorder is silent.', `suture run --service ${name} -- npm start`);
  }
  const learnsRelease = definition !== null && reportsRelease({ ...service, definition });
  if (service.delivery.kind === 'watched' && signs.helloAt !== null && signs.release === null) {
    if (!definition?.release)
      add('Which commit is live is not known.', 'Set GIT_SHA for the service to the commit.');
  } else if (definition && !learnsRelease) {
    add('Which commit is live is not known.', 'Write release: in its suture.yaml.');
  }
  const failed = signs.checks.check?.parts.filter(({ state }) => state === 'failed') ?? [];
  for (const { part, message } of failed)
    add(`The last check failed at ${part}: ${message}.`, 'suture check');
  if (service.url === null && signs.address === null && definition?.verify === 'probe') {
    add('Its address is not known, so no probe reaches it.', `suture attach ${name} --url <address>`);
  }
  return missing;
}
