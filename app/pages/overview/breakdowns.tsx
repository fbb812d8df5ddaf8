import type { Phase } from '../../../domain/phases.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import type { HealStatistics } from '../../../store/page/page-store.ts';
import { declaredFaults } from '../../briefing/read-state.ts';
import { plural, visible, words } from '../../briefing/words.ts';
import { ChartFigure } from '../charts/frame.tsx';
import { type Share, Shares } from '../charts/shares.tsx';

const KIND: Partial<Record<Phase, Share['kind']>> = {
  resolved: 'plain',
  failed: 'striped',
  rolled_back: 'striped',
};

/** Heals by outcome and by the provider of the fix. */
export function Outcomes({ outcomes, notVerified }: Pick<HealStatistics, 'outcomes' | 'notVerified'>) {
  const { returned, unverified } = notVerified;
  const left = [
    ...(returned > 0 ? [`${plural(returned, 'fix', 'fixes')} merged and the failure returned`] : []),
    ...(unverified > 0 ? [`${plural(unverified, 'fix', 'fixes')} unverified, without enough traffic`] : []),
  ];
  return (
    <ChartFigure
      title="Heals by outcome and provider"
      {...(left.length > 0 && { note: left.join('; ') })}
      numbers={{
        caption: 'Heals by outcome and provider',
        columns: ['Outcome', 'Provider', 'Heals', 'Tokens', 'Cost'],
        rows: outcomes.map(({ outcome, provider, count, tokens, costUsd }) => [
          words(outcome),
          visible(provider),
          count,
          tokens.toLocaleString('en'),
          `$${costUsd.toFixed(4)}`,
        ]),
      }}
    >
      <Shares
        shares={outcomes.map(({ outcome, provider, count }) => ({
          name: `${words(outcome)} · ${provider === 'none' ? 'no fix' : visible(provider)}`,
          value: count,
          text: String(count),
          kind: KIND[outcome] ?? 'hollow',
        }))}
      />
    </ChartFigure>
  );
}

/** How many of the tried fixes the proof rejected. */
export function Refused({ statistics: { tried, refused } }: { statistics: HealStatistics }) {
  const percent = tried === 0 ? 0 : Math.round((100 * refused) / tried);
  return (
    <ChartFigure
      title="Rejected by the proof"
      note={`${percent} % of ${plural(tried, 'fix', 'fixes')} that were tried`}
      numbers={{
        caption: 'Fixes that the proof tried',
        columns: ['Verdict', 'Fixes'],
        rows: [
          ['proven', tried - refused],
          ['rejected', refused],
        ],
      }}
    >
      <Shares
        of={Math.max(1, tried)}
        shares={[
          { name: 'proven', value: tried - refused, text: String(tried - refused), kind: 'plain' },
          { name: 'rejected', value: refused, text: String(refused), kind: 'striped' },
        ]}
      />
    </ChartFigure>
  );
}

export function Faults({ faults, services }: Pick<HealStatistics, 'faults'> & { services: ServiceRecord[] }) {
  const title = (code: string) =>
    declaredFaults(services).find(({ fault }) => fault.code === code)?.fault.title ?? code;
  return (
    <ChartFigure
      title="Most frequent faults"
      note="by heals that ended"
      numbers={{
        caption: 'Heals by fault',
        columns: ['Fault', 'Heals', 'Healed'],
        rows: faults.map(({ faultCode, heals, resolved }) => [visible(faultCode), heals, resolved]),
      }}
    >
      <Shares
        shares={faults.map(({ faultCode, heals, resolved }) => ({
          name: visible(title(faultCode)),
          value: heals,
          text: `${heals}, ${resolved} healed`,
        }))}
      />
    </ChartFigure>
  );
}
