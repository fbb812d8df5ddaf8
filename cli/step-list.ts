import { Listr, ListrDefaultRendererLogLevels } from 'listr2';
import { duration } from '../stack/elapsed.ts';
import type { Terminal } from './terminal.ts';

/** How a step of a list ended. */
export interface StepEnd {
  state: 'passed' | 'failed' | 'left_out' | 'not_run';
  ms: number;
  /** What was done, or why not; on the step's own line. */
  text: string;
}

/** Steps of a command that takes a while, each with its time. */
export interface StepList {
  began(key: string): void;
  /** What the step that runs is at. */
  at(key: string, text: string): void;
  ended(key: string, end: StepEnd): void;
  /** Waits until everything is shown. What was not reached stays as it is. */
  close(): Promise<void>;
}

export interface ListedStep {
  key: string;
  title: string;
}

/** Between two updates of the seconds that a step takes, in milliseconds. */
const TICK_MS = 500;

/**
 * Shows steps as they go. A terminal gets a list that is redrawn; anything else gets a line for each step at its end.
 * @param live whether a terminal looks
 */
export function openStepList(steps: readonly ListedStep[], terminal: Terminal, live: boolean): StepList {
  return live ? liveList(steps, terminal) : plainList(steps, terminal);
}

/** Of a step's line what stands behind its mark: title, time, and what was done. */
function stepText(title: string, { state, ms, text }: StepEnd, { colours }: Terminal, width: number): string {
  const ran = state === 'passed' || state === 'failed';
  const time = (ran ? duration(ms) : '').padStart(9);
  const words = state === 'not_run' ? `not run: ${text}` : text;
  return `${title.padEnd(width)} ${time}  ${words === '' ? '' : colours.dim(words)}`.trimEnd();
}

function markOf({ state }: StepEnd, { colours }: Terminal): string {
  if (state === 'passed') return colours.green('✓');
  return state === 'failed' ? colours.red('✗') : colours.dim('-');
}

function plainList(steps: readonly ListedStep[], terminal: Terminal): StepList {
  const width = widest(steps);
  const titles = new Map(steps.map(({ key, title }) => [key, title]));
  return {
    began: () => {},
    at: () => {},
    ended: (key, end) =>
      terminal.say(`${markOf(end, terminal)} ${stepText(titles.get(key) ?? key, end, terminal, width)}`),
    close: async () => {},
  };
}

function liveList(steps: readonly ListedStep[], terminal: Terminal): StepList {
  const width = widest(steps);
  const rows = new Map(steps.map((step) => [step.key, openRow(step, width, terminal)]));
  const closed = new AbortController();
  const list = new Listr(
    [...rows.values()].map((row) => ({
      title: row.title(),
      async task(_, task) {
        const tick = setInterval(() => {
          task.title = row.title();
        }, TICK_MS);
        const end = await Promise.race([row.ended, aborted(closed.signal)]);
        clearInterval(tick);
        if (!end) return task.skip(row.title());
        const line = stepText(row.name, end, terminal, width);
        task.title = line;
        if (end.state === 'failed') throw new Error(line);
        if (end.state !== 'passed') task.skip(line);
      },
    })),
    {
      concurrent: false,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: {
        showErrorMessage: false,
        showSkipMessage: false,
        suffixSkips: false,
        collapseErrors: false,
        collapseSkips: true,
        icon: {
          [ListrDefaultRendererLogLevels.COMPLETED]: '✓',
          [ListrDefaultRendererLogLevels.FAILED]: '✗',
          [ListrDefaultRendererLogLevels.SKIPPED_WITH_COLLAPSE]: '-',
          [ListrDefaultRendererLogLevels.SKIPPED_WITHOUT_COLLAPSE]: '-',
        },
      },
    },
  );
  const shown = list.run().catch(() => {});
  return {
    began: (key) => rows.get(key)?.begin(),
    at: (key, text) => rows.get(key)?.note(text),
    ended: (key, end) => rows.get(key)?.end(end),
    async close() {
      closed.abort();
      await shown;
    },
  };
}

function openRow({ title: name }: ListedStep, width: number, { colours }: Terminal) {
  let since: number | null = null;
  let text = '';
  let end: (how: StepEnd) => void = () => {};
  const ended = new Promise<StepEnd>((resolve) => {
    end = resolve;
  });
  return {
    name,
    ended,
    end: (how: StepEnd) => end(how),
    begin() {
      since ??= performance.now();
    },
    note(words: string) {
      text = words;
    },
    title() {
      if (since === null) return name;
      const time = duration(performance.now() - since).padStart(9);
      return `${name.padEnd(width)} ${time}  ${colours.dim(text)}`.trimEnd();
    },
  };
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

function widest(steps: readonly ListedStep[]): number {
  return Math.max(...steps.map(({ title }) => title.length));
}
