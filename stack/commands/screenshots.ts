import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createApi } from '../../demo/show/api.ts';
import { SutureError } from '../../domain/errors.ts';
import { isTerminal } from '../../domain/phases.ts';
import { DEFINITION_FILE, parseDefinition } from '../../domain/service-definition.ts';
import { isRunning } from '../../platform/process-identity.ts';
import { readYaml } from '../../platform/read-yaml.ts';
import { findBrowser } from '../screenshots/browser.ts';
import { openCamera } from '../screenshots/camera.ts';
import { describeStateFolder, readRecord } from '../state.ts';
import { startStack } from '../supervisor/start-stack.ts';
import type { Command } from './command.ts';

const INCIDENTS = '/developer/incidents';

/** `npm run screenshots`: pictures of each page for `docs/images/`, of real heals on a stack of its own. */
export const runScreenshots: Command = async (context) => {
  const { environment, root, say, signal } = context;
  const program = await findBrowser(environment);
  if (!program) return 1;
  const folder = environment.STATE_DIR || join('.suture', 'screenshots');
  removeEarlier(folder);
  const { faults } = parseDefinition(
    readYaml(readFileSync(join(root, 'demo/service', DEFINITION_FILE), 'utf8'), DEFINITION_FILE),
  );
  const [first, ...others] = faults.map(({ code }) => code) as [string, ...string[]];
  const decided = others.at(-1);
  const stack = await startStack({
    ...context,
    environment: { ...environment, STATE_DIR: folder, ...(decided && { APPROVAL_FOR: decided }) },
  });
  const images = join(root, 'docs/images');
  mkdirSync(images, { recursive: true });
  const { app, temporal_ui: temporalUi } = stack.record().addresses as Record<string, string>;
  const api = createApi(app as string, environment.ADMIN_TOKEN || undefined, signal);
  const camera = await openCamera({ program, base: app as string, folder: images, say });

  /** Fails a fault's route until an incident is open. */
  async function fail(faultCode: string): Promise<string> {
    const fault = faults.find(({ code }) => code === faultCode);
    if (fault?.probe.kind !== 'http')
      throw new SutureError('bad_fault', `${faultCode} has no request that shows it.`);
    for (;;) {
      await api.send(fault.probe.request);
      const open = (await api.incidents()).find(
        (incident) => incident.error_code === faultCode && !isTerminal(incident.phase),
      );
      if (open) return open.id;
    }
  }
  async function until(id: string, phases: string[]): Promise<void> {
    say(`waiting until ${id} is ${phases.join(' or ')}`);
    while (!phases.includes((await api.incident(id)).incident.phase)) await api.news(500);
  }

  try {
    await camera.take('empty', INCIDENTS);
    const healed = await fail(first);
    await until(healed, ['validating', 'pushing', 'deploying']);
    await camera.take('incident-healing', `${INCIDENTS}/${healed}`);
    await until(healed, ['resolved']);

    const rest = await Promise.all(others.map(fail));
    await until(rest[0] as string, ['validating', 'pushing', 'deploying', 'verifying', 'resolved']);
    await camera.take('incidents', INCIDENTS);
    await camera.take('incidents-dark', INCIDENTS, { dark: true });
    await camera.take('incidents-phone', INCIDENTS, { phone: true });
    const asking = rest.at(-1) as string;
    await until(asking, ['awaiting_approval']);
    await camera.take('incident-approval', `${INCIDENTS}/${asking}`, {
      parts: { from: '#tried', to: '#asked' },
    });
    await api.send({
      method: 'POST',
      path: `${INCIDENTS}/${asking}/approve`,
      headers: {},
      body: { by: 'Ada', reason: 'The statement may take that long.' },
    });
    for (const id of rest) await until(id, ['resolved']);

    await camera.take('incident', `${INCIDENTS}/${healed}`, { whole: true });
    await camera.take('incident-dark', `${INCIDENTS}/${rest[0]}`, { dark: true });
    await camera.take('incident-phone', `${INCIDENTS}/${healed}`, { phone: true });
    await camera.take('reset', `${INCIDENTS}/reset`);
    await camera.take('overview', '/developer/overview?range=hour', { whole: true });
    if (temporalUi) {
      const history = `/namespaces/default/workflows/heal-${rest.at(-1)}`;
      await camera.take('temporal-heal', `${temporalUi}${history}`, { elsewhere: true });
    }
    const reset = await api.reset();
    await camera.take('deleted', `${INCIDENTS}/${healed}`);
    say(`${reset.reset_id} is ${reset.status}; pictures are in docs/images`);
    return 0;
  } finally {
    await camera.close();
    api.close();
    await stack.stop();
  }
};

function removeEarlier(folder: string): void {
  const state = describeStateFolder(folder);
  const record = readRecord(state);
  if (record && (isRunning(record.supervisor) || record.processes.some(isRunning))) return;
  if (record) rmSync(state.root, { recursive: true, force: true });
}
