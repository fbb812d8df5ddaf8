import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import { Below, Grid, HEIGHT, PLOT, WIDTH } from './frame.tsx';

export interface Series {
  name: string;
  /** One for each place; null leaves a gap. */
  values: (number | null)[];
}

export interface LinesProps {
  /** The first is a solid line with discs, the second a dashed line with squares. */
  series: [Series, Series];
  /** Below the plot, one for each place. */
  places: string[];
  label: string;
  format(value: number): string;
}

/** Two lines over time, distinguished by stroke and mark as well as colour. */
export function Lines({ series, places, label, format }: LinesProps) {
  const x = scalePoint(
    places.map((_, index) => index),
    [PLOT.left + 8, PLOT.right - 8],
  );
  const values = series.flatMap((each) => each.values).filter((value) => value !== null);
  const y = scaleLinear([0, Math.max(1e-3, ...values)], [PLOT.bottom, PLOT.top]).nice(3);
  const at = (index: number) => (places.length === 1 ? (PLOT.left + PLOT.right) / 2 : (x(index) ?? 0));
  return (
    <>
      <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <Grid ticks={y.ticks(3)} y={y} format={format} />
        {series.map((each, index) => (
          <Curve
            series={each}
            kind={index === 0 ? 'first' : 'second'}
            at={at}
            y={y}
            places={places}
            format={format}
          />
        ))}
        <Below labels={places.map((text, index) => ({ x: at(index), text }))} />
      </svg>
      <ul class="legend">
        {series.map(({ name }, index) => (
          <li>
            <svg
              viewBox="0 0 28 10"
              aria-hidden="true"
              focusable="false"
              class={index === 0 ? 'first' : 'second'}
            >
              <path class="curve" d="M0 5H28" />
              <Mark kind={index === 0 ? 'first' : 'second'} x={14} y={5} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </>
  );
}

interface CurveProps extends Pick<LinesProps, 'places' | 'format'> {
  series: Series;
  kind: 'first' | 'second';
  at(index: number): number;
  y(value: number): number;
}

function Curve({ series, kind, at, y, places, format }: CurveProps) {
  const points = series.values.flatMap((value, index) => (value === null ? [] : [{ index, value }]));
  const path = line<(typeof points)[number]>(
    ({ index }) => at(index),
    ({ value }) => y(value),
  )(points);
  return (
    <g class={kind}>
      {path && <path class="curve" d={path} />}
      {points.map(({ index, value }) => (
        <Mark
          kind={kind}
          x={at(index)}
          y={y(value)}
          title={`${places[index]}: ${series.name} ${format(value)}`}
        />
      ))}
    </g>
  );
}

function Mark({ kind, x, y, title }: { kind: 'first' | 'second'; x: number; y: number; title?: string }) {
  const tooltip = title ? <title>{title}</title> : null;
  return kind === 'first' ? (
    <circle class="mark" cx={x} cy={y} r="3.2">
      {tooltip}
    </circle>
  ) : (
    <rect class="mark" x={x - 2.8} y={y - 2.8} width="5.6" height="5.6">
      {tooltip}
    </rect>
  );
}
