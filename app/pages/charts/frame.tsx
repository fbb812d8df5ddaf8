import type { Child } from 'hono/jsx';

/** The drawing area in SVG units; the browser scales it to the available width. */
export const WIDTH = 380;
export const HEIGHT = 170;
export const PLOT = { left: 44, right: WIDTH - 8, top: 12, bottom: HEIGHT - 26 };

export interface NumbersProps {
  caption: string;
  columns: string[];
  rows: (string | number)[][];
}

/** A chart with its caption, and the same numbers as a table for screen readers. */
export function ChartFigure(props: { title: string; note?: string; numbers: NumbersProps; children: Child }) {
  const { title, note, numbers, children } = props;
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
        {note && <span class="quiet">{note}</span>}
      </figcaption>
      {children}
      <details>
        <summary>The numbers</summary>
        <Numbers {...numbers} />
      </details>
    </figure>
  );
}

function Numbers({ caption, columns, rows }: NumbersProps) {
  return (
    <section class="scroll" tabindex={0} aria-label={caption}>
      <table class="numbers">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...cells]) => (
            <tr>
              <th scope="row">{head}</th>
              {cells.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Horizontal lines with their values at the left. */
export function Grid({
  ticks,
  y,
  format,
}: {
  ticks: number[];
  y(value: number): number;
  format(value: number): string;
}) {
  return (
    <g class="grid">
      {ticks.map((tick) => (
        <g>
          <line x1={PLOT.left} x2={PLOT.right} y1={y(tick)} y2={y(tick)} />
          <text x={PLOT.left - 6} y={y(tick) + 3.5} text-anchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Labels below the plot; thinned out so that they do not overlap. */
export function Below({ labels }: { labels: { x: number; text: string }[] }) {
  const shown = spaced(labels);
  return (
    <g class="below">
      {shown.map(({ x, text }) => (
        <text
          x={x}
          y={HEIGHT - 8}
          text-anchor={x < PLOT.left + 20 ? 'start' : x > PLOT.right - 20 ? 'end' : 'middle'}
        >
          {text}
        </text>
      ))}
    </g>
  );
}

function spaced<Label>(labels: Label[]): Label[] {
  const most = 4;
  if (labels.length <= most) return labels;
  const step = (labels.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => labels[Math.round(index * step)] as Label);
}
