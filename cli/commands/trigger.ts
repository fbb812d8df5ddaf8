import { z } from 'zod';
import { curlOf } from '../../domain/curl.ts';
import { SutureError } from '../../domain/errors.ts';
import { ProbeRequest } from '../../domain/evidence.ts';
import { sendTo, UNKNOWN_ADDRESS } from '../../domain/send-to.ts';
import type { Client } from '../client.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { oneLine, safeJson } from '../plain-text.ts';

const Failure = z.object({
  error: z.object({ message: z.string() }),
  reason: z.string(),
  incident_id: z.string().nullish(),
});

/** Of a service's definition, what is sent to make a fault fail, and whether it may be sent. */
const Declared = z.object({
  verify: z.string().optional(),
  faults: z.array(
    z.object({
      code: z.string(),
      probe: z.object({ request: ProbeRequest.optional(), production: z.boolean().optional() }),
    }),
  ),
});

export interface TriggerOptions {
  /** Print the request, and send nothing. */
  print: boolean;
}

interface Fault {
  code: string;
  route: string;
  request: ProbeRequest;
  /** Base URL to send it to; null: not known. */
  to: string | null;
  service: string;
  /** Whether the definition allows the request, or the service runs on this machine. */
  maySend: boolean;
}

/**
 * Sends the request of a fault's probe once, where the definition allows probes or the service runs on this machine; else prints
 * it.
 * @returns 0 when it failed, as expected, or was printed; 1 when it did not fail (fixed, or by chance)
 */
export async function trigger(
  name: string,
  { print }: TriggerOptions,
  { client, terminal, json }: CommandContext,
): Promise<number> {
  const fault = await findFault(name, client);
  if (print || fault.to === null || !fault.maySend) {
    const curl = curlOf(fault.request, fault.to ?? UNKNOWN_ADDRESS);
    if (json) {
      terminal.say(safeJson({ fault: fault.code, sent: false, request: fault.request, to: fault.to, curl }));
      return EXIT.ok;
    }
    if (fault.to === null) {
      terminal.note(`The address of ${fault.service} is not known: put it in place of ${UNKNOWN_ADDRESS}.`);
    } else if (!print) {
      terminal.note(
        `The suture.yaml of ${fault.service} allows no probe in production ("verify: probe"), so nothing is sent. Send it yourself:`,
      );
    }
    terminal.say(curl);
    return EXIT.ok;
  }
  const answer = await client.send(fault.to, fault.request);
  const parsed = Failure.safeParse(answer.body);
  const failed = answer.status >= 500;
  const incidentId = parsed.data?.incident_id ?? null;
  if (json) {
    const { status, body, ms } = answer;
    terminal.say(
      safeJson({ fault: fault.code, failed, incident_id: incidentId, status, ms: Math.round(ms), body }),
    );
  } else if (!failed) {
    terminal.say(`${fault.code} did not fail: ${answer.status} ${oneLine(JSON.stringify(answer.body))}`);
  } else {
    const why = parsed.success
      ? `${parsed.data.reason}: ${parsed.data.error.message}`
      : JSON.stringify(answer.body);
    terminal.say(`${fault.code} failed with ${answer.status}, ${oneLine(why)}`);
    terminal.say(
      incidentId
        ? `Recorded as ${incidentId}; follow it with: suture watch ${incidentId}`
        : 'Its incident opens once the recording arrives; see: suture incidents',
    );
  }
  return failed ? EXIT.ok : EXIT.failed;
}

/** By its code, or by a part of it or of its route that only one fault has: `db-timeout`, `sql`. */
async function findFault(name: string, client: Client): Promise<Fault> {
  const faults = await declaredFaults(client);
  const wanted = fold(name);
  const exact = faults.filter(({ code }) => fold(code) === wanted || fold(code) === `fault_${wanted}`);
  const near = faults.filter(
    ({ code, route }) => fold(code).includes(wanted) || fold(route).includes(wanted),
  );
  const [found, ...more] = exact.length > 0 ? exact : near;
  if (found && more.length === 0) return found;
  const known = faults.map(({ code }) => code).join(', ');
  const what = found ? `${name} matches several faults.` : `There is no fault ${name}.`;
  const hint = known ? `Known: ${known}.` : 'No attached service declares one; see: suture services';
  throw new SutureError('unknown_fault', `${what} ${hint}`, { details: { status: 404 } });
}

/** The faults of all attached services that a request can show. */
async function declaredFaults(client: Client): Promise<Fault[]> {
  const { services } = await client.services();
  return services.flatMap(({ name, url, signs, faults, definition }) => {
    const declared = Declared.safeParse(definition).data;
    return faults.flatMap(({ code, route }) => {
      const probe = declared?.faults.find((each) => each.code === code)?.probe;
      const request = probe?.request;
      if (!request) return [];
      const to = sendTo(request.path, { suture: client.base, url, address: signs.address });
      const said = probe.production ?? (declared?.verify === 'probe' ? true : null);
      const maySend = to === client.base || (said ?? (to !== null && isThisMachine(to)));
      return [{ code, route, request, service: name, to, maySend }];
    });
  });
}

function isThisMachine(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[-/ ]/g, '_');
}
