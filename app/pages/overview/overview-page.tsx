import type { ServiceRecord } from '../../../domain/service.ts';
import type { HealStatistics, Spread } from '../../../store/page/page-store.ts';
import { duration, plural } from '../../briefing/words.ts';
import { Bars } from '../charts/bars.tsx';
import { ChartFigure } from '../charts/frame.tsx';
import { Faults, Outcomes, Refused } from './breakdowns.tsx';
import { intervalLabel, RANGES, type RangeName, rangePath } from './range.ts';
import { TimesChart } from './times-chart.tsx';

export interface OverviewPageProps {
  statistics: HealStatistics;
  range: RangeName;
  /** The one that the numbers are of; null for all. */
  service: string | null;
  services: ServiceRecord[];
}

const TIMES = {
  detect: { title: 'Time to detect', note: 'from the first failing request to the incident' },
  fix: { title: 'Time to fix', note: 'from the incident to the commit of a proven fix' },
  restore: { title: 'Time to restore', note: 'from the incident to a verified release' },
} as const;

/** Speed, success rate and cost of heals. A reset keeps the numbers. */
export function OverviewPage({ statistics, range, service, services }: OverviewPageProps) {
  const { total, outcomes } = statistics;
  const heals = outcomes.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <header class="overview-head">
        <h1>Overview</h1>
        <nav class="ranges" aria-label="Time range">
          {RangeNames.map((name) => (
            <a href={rangePath(name, service)} {...(name === range && { 'aria-current': 'page' as const })}>
              {RANGES[name].name}
            </a>
          ))}
        </nav>
        {services.length > 1 && (
          <nav class="ranges" aria-label="Service">
            {[null, ...services.map(({ name }) => name)].map((name) => (
              <a href={rangePath(range, name)} {...(name === service && { 'aria-current': 'page' as const })}>
                {name ?? 'All services'}
              </a>
            ))}
          </nav>
        )}
      </header>
      {heals === 0 ? (
        <p class="panel empty">
          <strong>No heal ended in this time.</strong> Trigger a fault, or choose a longer time.
        </p>
      ) : (
        <>
          <section class="tiles" aria-label="In short">
            <Tile
              name="Heals that ended"
              value={heals.toLocaleString('en')}
              note={healedShare(outcomes, heals)}
            />
            {(['detect', 'fix', 'restore'] as const).map((key) => (
              <TimeTile name={TIMES[key].title} spread={total[key]} />
            ))}
            <Cost outcomes={outcomes} heals={heals} />
          </section>
          <section class="charts" aria-label="Times over time">
            {(['detect', 'fix', 'restore'] as const).map((key) => (
              <TimesChart
                measure={key}
                {...TIMES[key]}
                statistics={statistics}
                interval={RANGES[range].interval}
              />
            ))}
          </section>
          <section
            class={`charts${outcomes.some(({ costUsd }) => costUsd > 0) ? ' two' : ''}`}
            aria-label="Outcomes, proofs, faults and cost"
          >
            <Outcomes outcomes={outcomes} notVerified={statistics.notVerified} />
            <Refused statistics={statistics} />
            <Faults faults={statistics.faults} services={services} />
            <CostChart statistics={statistics} range={range} />
          </section>
        </>
      )}
    </>
  );
}

const RangeNames = Object.keys(RANGES) as RangeName[];

function Tile({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div class="tile">
      <h2>{name}</h2>
      <p class="value">{value}</p>
      <p class="quiet">{note}</p>
    </div>
  );
}

function TimeTile({ name, spread: { median, p95, count } }: { name: string; spread: Spread }) {
  const note =
    p95 === null ? 'no heal got this far' : `median of ${count}; 95 % within ${duration(p95 * 1_000)}`;
  return <Tile name={name} value={median === null ? '–' : duration(median * 1_000)} note={note} />;
}

function healedShare(outcomes: HealStatistics['outcomes'], heals: number): string {
  const resolved = outcomes.reduce(
    (sum, { outcome, count }) => sum + (outcome === 'resolved' ? count : 0),
    0,
  );
  return `${Math.round((100 * resolved) / heals)} % healed (${resolved} of ${heals})`;
}

function Cost({ outcomes, heals }: { outcomes: HealStatistics['outcomes']; heals: number }) {
  const cost = outcomes.reduce((sum, { costUsd }) => sum + costUsd, 0);
  const tokens = outcomes.reduce((sum, each) => sum + each.tokens, 0);
  const note =
    tokens > 0
      ? `${tokens.toLocaleString('en')} tokens; ${dollars(cost / heals)} a heal`
      : 'no model was used';
  return <Tile name="Cost" value={dollars(cost)} note={note} />;
}

function CostChart({ statistics: { intervals }, range }: Pick<OverviewPageProps, 'statistics' | 'range'>) {
  const { interval } = RANGES[range];
  const label = (at: string) => intervalLabel(at, interval);
  const digits = Math.max(...intervals.map(({ costUsd }) => costUsd)) < 0.2 ? 3 : 2;
  if (intervals.every(({ costUsd }) => costUsd === 0)) return null;
  return (
    <ChartFigure
      title="Cost"
      note={`of models, a${interval === 'hour' ? 'n' : ''} ${interval}`}
      numbers={{
        caption: `Cost by ${interval}`,
        columns: ['From', 'Cost'],
        rows: intervals.map(({ at, costUsd }) => [label(at), dollars(costUsd)]),
      }}
    >
      <Bars
        label={`Cost by ${interval}, ${plural(intervals.length, 'bar')}`}
        format={(value) => `$${value.toFixed(digits)}`}
        bars={intervals.map(({ at, costUsd }) => ({
          key: at,
          label: label(at),
          value: costUsd,
          title: `${label(at)}: ${dollars(costUsd)}`,
        }))}
      />
    </ChartFigure>
  );
}

function dollars(value: number): string {
  return `$${value.toFixed(value !== 0 && value < 0.1 ? 4 : 2)}`;
}
