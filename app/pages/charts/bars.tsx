import { scaleBand, scaleLinear } from 'd3-scale';
import { Below, Grid, HEIGHT, PLOT, WIDTH } from './frame.tsx';

export interface Bar {
  /** Unique. */
  key: string;
  label: string;
  value: number;
  /** The tooltip. */
  title: string;
}

export interface BarsProps {
  bars: Bar[];
  /** Description for screen readers. */
  label: string;
  format(value: number): string;
  /** True for counts: ticks are whole numbers. */
  whole?: boolean;
}

/** A bar chart over time. */
export function Bars({ bars, label, format, whole = false }: BarsProps) {
  const x = scaleBand(
    bars.map(({ key }) => key),
    [PLOT.left, PLOT.right],
  ).padding(0.2);
  const most = Math.max(1e-9, ...bars.map(({ value }) => value));
  const y = scaleLinear([0, most], [PLOT.bottom, PLOT.top]).nice(3);
  const ticks = y.ticks(3).filter((tick) => !whole || Number.isInteger(tick));
  // Bounds the width when there are few bars.
  const width = Math.min(28, x.bandwidth());
  const at = (key: string) => (x(key) ?? 0) + (x.bandwidth() - width) / 2;
  return (
    <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <Grid ticks={ticks} y={y} format={format} />
      {bars.map(({ key, value, title }) => (
        <rect class="bar" x={at(key)} width={width} y={y(value)} height={PLOT.bottom - y(value)} rx="1.5">
          <title>{title}</title>
        </rect>
      ))}
      <Below labels={bars.map(({ key, label: text }) => ({ x: at(key) + width / 2, text }))} />
    </svg>
  );
}
