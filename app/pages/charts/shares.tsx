import { scaleLinear } from 'd3-scale';

export interface Share {
  name: string;
  value: number;
  /** Shown after the bar. */
  text: string;
  /** The pattern, which distinguishes parts without colour. */
  kind?: 'plain' | 'striped' | 'hollow';
}

const LENGTH = 100;

/** Horizontal bars, each with its name and number as text. */
export function Shares({ shares, of }: { shares: Share[]; of?: number }) {
  const x = scaleLinear([0, of ?? Math.max(1, ...shares.map(({ value }) => value))], [0, LENGTH]);
  return (
    <ul class="shares">
      {shares.map(({ name, value, text, kind = 'plain' }) => (
        <li>
          <span class="share-name">{name}</span>
          <svg viewBox={`0 0 ${LENGTH} 10`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="share-all" width={LENGTH} height="10" />
            <rect class={`share ${kind}`} width={x(value)} height="10" />
          </svg>
          <span class="share-text">{text}</span>
        </li>
      ))}
    </ul>
  );
}
