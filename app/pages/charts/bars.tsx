import { scaleBand, scaleLinear } from 'd3-scale';
import { Below, Grid, HEIGHT, PLOT, WIDTH } from './frame.tsx';

export interface Bar {
  /** Unique. */
  key: string;
  label: string;
  value: number;
  /** What the bar says when it is pointed at. */
  title: string;
}

export interface BarsProps {
  bars: Bar[];
  /** What the picture shows, for screen readers. */
  label: string;
  format(value: number): string;
  /** Values are counts, which are whole numbers. */
  whole?: boolean;
}

/** Upright bars over time. */
export function Bars({ bars, label, format, whole = false }: BarsProps) {
  const x = scaleBand(
    bars.map(({ key }) => key),
    [PLOT.left, PLOT.right],
  ).padding(0.2);
  const most = Math.max(1e-9, ...bars.map(({ value }) => value));
  const y = scaleLinear([0, most], [PLOT.bottom, PLOT.top]).nice(3);
  const ticks = y.ticks(3).filter((tick) => !whole || Number.isInteger(tick));
  // A single bar as wide as the plot would look like a wall.
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
