import { awaitsDefinition, keepsBaselines, type ServiceRecord } from '../../../domain/service.ts';
import type { FaultDefinition } from '../../../domain/service-definition.ts';
import { cooldowns } from '../../briefing/describe-state.ts';
import { type CurrentState, declaredFaults } from '../../briefing/read-state.ts';
import { plural, shortClock, visible } from '../../briefing/words.ts';
import { Severity } from '../frame/icons.tsx';
import { INCIDENTS, incidentPath, RESET } from '../frame/paths.ts';

export interface ControlsProps {
  state: CurrentState;
  mayAct: boolean;
}

/** What a person can do; the effect of each button is written beside it. */
export function Controls({ state, mayAct }: ControlsProps) {
  return (
    <aside class="controls" aria-label="Controls">
      <section class="panel">
        <h2>Healing</h2>
        <HealingSwitch state={state} mayAct={mayAct} />
        {state.services.some(keepsBaselines) && <ResetLink state={state} mayAct={mayAct} />}
      </section>
      <section class="panel">
        <h2>Trigger a fault</h2>
        <Services services={state.services} />
        {declaredFaults(state.services).map(
          ({ service, fault }) =>
            fault.probe.kind === 'http' && (
              <Trigger service={service} fault={fault} state={state} mayAct={mayAct} />
            ),
        )}
      </section>
    </aside>
  );
}

/** Services without a usable definition, and why; what to do when none is attached. */
function Services({ services }: { services: ServiceRecord[] }) {
  if (services.length === 0) {
    return (
      <p class="quiet">
        No service is attached. Attach one: <code>suture attach</code>.
      </p>
    );
  }
  return (
    <>
      {services.map(
        (service) =>
          (service.problem || awaitsDefinition(service)) && (
            <p class={service.problem ? 'tone-bad' : 'quiet'}>
              {service.name}: {visible(service.problem ?? 'its suture.yaml is being read.')}
            </p>
          ),
      )}
    </>
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
          {open.length > 0 && `Continues ${plural(open.length, 'waiting heal')}. `}New incidents are healed
          again.
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
        New heals wait until you revive healing. A heal that has started continues to its end.
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
          ? `${reset.id} is in progress.`
          : 'Deletes the incidents of services with baselines and rolls out their faulty code again. Asks first.'}
      </p>
      {reset?.step === 'failed' && (
        <p class="tone-bad">
          {reset.id} failed: {reset.error ?? 'no reason is recorded'}
        </p>
      )}
    </div>
  );
}

interface TriggerProps extends ControlsProps {
  service: ServiceRecord;
  fault: FaultDefinition;
}

function Trigger({ service, fault, state, mayAct }: TriggerProps) {
  const about = `does-${service.name}-${fault.code}`;
  const several = state.services.length > 1;
  const request = fault.probe.kind === 'http' ? fault.probe.request : { method: 'POST', path: fault.route };
  return (
    <form class="control" method="post" action={`${INCIDENTS}/trigger`}>
      <input type="hidden" name="service" value={service.name} />
      <input type="hidden" name="fault" value={fault.code} />
      <button type="submit" class="button" disabled={!mayAct} aria-describedby={about}>
        {several && `${service.name}: `}
        {fault.title}
      </button>
      <p id={about}>
        <Severity severity={fault.severity} />{' '}
        <code>
          {request.method} {request.path}
        </code>
        . <Effect fault={fault} state={state} service={service} />
      </p>
    </form>
  );
}

function Effect({ service, fault, state }: Omit<TriggerProps, 'mayAct'>) {
  const open = state.open.find((each) => each.service === service.name && each.faultCode === fault.code);
  if (open) {
    return (
      <>
        Joins <a href={incidentPath(open.id)}>{open.id}</a>, which is open.
      </>
    );
  }
  if (state.healing.paused) return <>A failure opens an incident; its heal waits until you revive healing.</>;
  const cooling = cooldowns(state).find(
    (each) => each.service === service.name && each.faultCode === fault.code,
  );
  if (cooling) {
    return (
      <>Was healed lately: after a failure its heal waits until {shortClock(cooling.until, state.now)} UTC.</>
    );
  }
  return <>A failure opens an incident, and its heal starts at once.</>;
}
