import type { HealStatistics } from '../../../store/page/page-store.ts';
import { duration } from '../../briefing/words.ts';
import { ChartFigure } from '../charts/frame.tsx';
import { Lines } from '../charts/lines.tsx';
import { intervalLabel } from './range.ts';

export interface TimesChartProps {
  measure: 'detect' | 'fix' | 'restore';
  title: string;
  note: string;
  statistics: HealStatistics;
  interval: 'minute' | 'hour' | 'day' | 'week';
}

/** Median and 95th percentile of one of the times, interval by interval. */
export function TimesChart({ measure, title, note, statistics: { intervals }, interval }: TimesChartProps) {
  const spreads = intervals.map((each) => each[measure]);
  const places = intervals.map(({ at }) => intervalLabel(at, interval));
  const shown = (seconds: number | null) => (seconds === null ? '–' : duration(seconds * 1_000));
  return (
    <ChartFigure
      title={title}
      note={note}
      numbers={{
        caption: `${title} by ${interval}`,
        columns: ['From', 'Heals', 'Median', '95 %'],
        rows: spreads.map(({ count, median, p95 }, index) => [
          places[index] as string,
          count,
          shown(median),
          shown(p95),
        ]),
      }}
    >
      <Lines
        label={`${title} by ${interval}: median and 95th percentile`}
        places={places}
        format={axis}
        series={[
          { name: 'median', values: spreads.map(({ median }) => median) },
          { name: '95th percentile', values: spreads.map(({ p95 }) => p95) },
        ]}
      />
    </ChartFigure>
  );
}

/** Seconds beside an axis, as short as can be. */
function axis(seconds: number): string {
  if (seconds === 0) return '0';
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ms`;
  if (seconds < 120) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 7_200) return `${Number((seconds / 60).toFixed(1))} min`;
  return `${Number((seconds / 3_600).toFixed(1))} h`;
}
