import type { Phase } from '../../../domain/phases.ts';
import type { ServiceDefinition } from '../../../domain/service-definition.ts';
import type { HealStatistics } from '../../../store/page/page-store.ts';
import { plural, visible, words } from '../../briefing/words.ts';
import { ChartFigure } from '../charts/frame.tsx';
import { type Share, Shares } from '../charts/shares.tsx';

const KIND: Partial<Record<Phase, Share['kind']>> = {
  resolved: 'plain',
  failed: 'striped',
  rolled_back: 'striped',
};

/** Heals by how they ended and by whose fix it was. */
export function Outcomes({ outcomes }: Pick<HealStatistics, 'outcomes'>) {
  return (
    <ChartFigure
      title="Heals by outcome and provider"
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

/** How many of the fixes that were put to the proof it refused. */
export function Refused({ statistics: { tried, refused } }: { statistics: HealStatistics }) {
  const percent = tried === 0 ? 0 : Math.round((100 * refused) / tried);
  return (
    <ChartFigure
      title="Refused by the proof"
      note={`${percent} % of ${plural(tried, 'fix', 'fixes')} that were tried`}
      numbers={{
        caption: 'Fixes that were put to the proof',
        columns: ['Verdict', 'Fixes'],
        rows: [
          ['proven', tried - refused],
          ['refused', refused],
        ],
      }}
    >
      <Shares
        of={Math.max(1, tried)}
        shares={[
          { name: 'proven', value: tried - refused, text: String(tried - refused), kind: 'plain' },
          { name: 'refused', value: refused, text: String(refused), kind: 'striped' },
        ]}
      />
    </ChartFigure>
  );
}

export function Faults({ faults, service }: Pick<HealStatistics, 'faults'> & { service: ServiceDefinition }) {
  const title = (code: string) => service.faults.find((fault) => fault.code === code)?.title ?? code;
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
