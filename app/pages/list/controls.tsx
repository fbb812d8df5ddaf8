import type { FaultDefinition, ServiceDefinition } from '../../../domain/service-definition.ts';
import type { SystemState } from '../../../store/page/page-store.ts';
import { cooldowns } from '../../briefing/describe-state.ts';
import { plural, shortClock } from '../../briefing/words.ts';
import { Severity } from '../frame/icons.tsx';
import { INCIDENTS, incidentPath, RESET } from '../frame/paths.ts';

export interface ControlsProps {
  service: ServiceDefinition;
  state: SystemState;
  /** Whether the fault routes are there. */
  injection: boolean;
  mayAct: boolean;
}

/** What a person can do, each with what it will do written beside it. */
export function Controls({ service, state, injection, mayAct }: ControlsProps) {
  return (
    <aside class="controls" aria-label="Controls">
      <section class="panel">
        <h2>Healing</h2>
        <HealingSwitch state={state} mayAct={mayAct} />
        <ResetLink state={state} mayAct={mayAct} />
      </section>
      <section class="panel">
        <h2>Trigger a fault</h2>
        {injection ? (
          service.faults.map((fault) => (
            <Trigger fault={fault} state={state} service={service} mayAct={mayAct} />
          ))
        ) : (
          <p class="quiet">
            Fault injection is off (<code>ENABLE_FAULT_INJECTION</code>): the fault routes answer 404.
          </p>
        )}
      </section>
    </aside>
  );
}

function HealingSwitch({ state: { healing, open }, mayAct }: Pick<ControlsProps, 'state' | 'mayAct'>) {
  if (healing.paused) {
    return (
      <form class="control" method="post" action={`${INCIDENTS}/revive-healing`}>
        <button type="submit" class="button primary" disabled={!mayAct} aria-describedby="revive-does">
          Revive healing
        </button>
        <p id="revive-does">
          Wakes {open.length > 0 ? plural(open.length, 'waiting heal') : 'nothing now'}; new incidents are
          healed again.
        </p>
      </form>
    );
  }
  return (
    <form class="control" method="post" action={`${INCIDENTS}/pause-healing`}>
      <button type="submit" class="button" disabled={!mayAct} aria-describedby="pause-does">
        Pause healing
      </button>
      <p id="pause-does">
        New heals wait before they begin, and none is dropped. A heal that has begun goes on to its end.
      </p>
    </form>
  );
}

function ResetLink({ state: { reset }, mayAct }: Pick<ControlsProps, 'state' | 'mayAct'>) {
  const running = reset !== null && reset.finishedAt === null;
  return (
    <div class="control">
      {mayAct && !running ? (
        <a id="reset" class="button danger" href={RESET} aria-describedby="reset-does" data-dialog>
          Reset all…
        </a>
      ) : (
        <button type="button" class="button danger" disabled aria-describedby="reset-does">
          Reset all…
        </button>
      )}
      <p id="reset-does">
        {running
          ? `${reset.id} is under way.`
          : 'Deletes all incidents, puts the faulty code back and rolls it out. Asks first.'}
      </p>
      {reset?.step === 'failed' && (
        <p class="tone-bad">
          {reset.id} failed: {reset.error ?? 'no reason is recorded'}
        </p>
      )}
    </div>
  );
}

interface TriggerProps extends Omit<ControlsProps, 'injection'> {
  fault: FaultDefinition;
}

function Trigger({ fault, state, service, mayAct }: TriggerProps) {
  const about = `does-${fault.code}`;
  return (
    <form class="control" method="post" action={`${INCIDENTS}/trigger`}>
      <input type="hidden" name="fault" value={fault.code} />
      <button type="submit" class="button" disabled={!mayAct} aria-describedby={about}>
        {fault.title}
      </button>
      <p id={about}>
        <Severity severity={fault.severity} /> <code>POST {fault.route}</code>.{' '}
        <WhatComesOfIt fault={fault} state={state} service={service} />
      </p>
    </form>
  );
}

function WhatComesOfIt({ fault, state, service }: Omit<TriggerProps, 'mayAct'>) {
  const open = state.open.find(({ faultCode }) => faultCode === fault.code);
  if (open) {
    return (
      <>
        Joins <a href={incidentPath(open.id)}>{open.id}</a>, which is open.
      </>
    );
  }
  if (state.healing.paused) return <>Opens an incident; its heal waits until healing is revived.</>;
  const cooling = cooldowns(state, service).find(({ faultCode }) => faultCode === fault.code);
  if (cooling) {
    return (
      <>Was healed lately: should it fail, its heal waits until {shortClock(cooling.until, state.now)} UTC.</>
    );
  }
  return <>A failure opens an incident, and its heal begins at once.</>;
}
