/** Outlines in a square of 16, in the colour of the text around them. */
const PATHS = {
  good: 'M3 8.5l3.2 3.2L13 4.8',
  busy: 'M8 2v2.5M8 11.5V14M2 8h2.5M11.5 8H14M3.8 3.8l1.7 1.7M10.5 10.5l1.7 1.7M3.8 12.2l1.7-1.7M10.5 5.5l1.7-1.7',
  wait: 'M5.5 3.5v9M10.5 3.5v9',
  bad: 'M8 2.2l6.2 11.3H1.8zM8 6.5v3M8 11.4v.2',
  quiet: 'M4 8h8',
  ask: 'M5.6 6a2.4 2.4 0 1 1 3.5 2.1c-.7.4-1.1.8-1.1 1.6M8 12.2v.2',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9M10.3 10.3L14 14',
  out: 'M6 3H3v10h10v-3M9 3h4v4M13 3L7.5 8.5',
  critical: 'M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3zM8 4.8v3.7M8 11v.2',
  high: 'M8 3l5.5 9.5h-11z',
  medium: 'M8 2.5L13.5 8L8 13.5L2.5 8z',
  low: 'M2.5 5h11L8 13z',
  back: 'M10 3L5 8l5 5',
  forward: 'M6 3l5 5l-5 5',
} as const;

export type IconName = keyof typeof PATHS;

/** A small picture; the text beside it says the same. */
export function Icon({ name, class: extra }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon${extra ? ` ${extra}` : ''}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Severity({ severity }: { severity: 'low' | 'medium' | 'high' | 'critical' }) {
  return (
    <span class={`severity ${severity}`}>
      <Icon name={severity} />
      {severity}
    </span>
  );
}
