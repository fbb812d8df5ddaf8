import { Listr, type ListrTask } from 'listr2';
import { duration } from '../../stack/elapsed.ts';

/** What a part of the show reports while it runs. */
export interface Progress {
  /** A line of detail. */
  say(line: string): void;
  /** One of the part's stages is done; how long it took, in milliseconds. */
  reached(stage: string, ms: number): void;
}

/** A part of the show. */
export interface Part {
  title: string;
  /** In their order; empty when the part has none. */
  stages: readonly string[];
  /** @returns the result, for the end of its title; `ok` false marks it as failed, and the show continues */
  run(progress: Progress): Promise<{ ok: boolean; summary: string }>;
}

export interface Stage {
  /** True for a terminal, where a list is redrawn; plain lines are written otherwise. */
  live: boolean;
  say(line: string): void;
}

/**
 * Runs parts one after another. A terminal shows a list that is redrawn; anything else gets lines.
 * @throws what a part throws; the parts after it do not run then
 */
export async function perform(parts: Part[], { live, say }: Stage): Promise<void> {
  if (!live) {
    for (const part of parts) {
      say(`\n${part.title}`);
      await part.run({ say: (line) => say(`  ${line}`), reached: () => {} });
    }
    return;
  }
  let thrown: { error: unknown } | null = null;
  const note = (error: unknown) => {
    thrown ??= { error };
  };
  const tasks = parts.map((part) => draw(part, () => thrown === null, note));
  await new Listr(tasks, {
    concurrent: false,
    exitOnError: false,
    // The command listens to signals already.
    registerSignalListeners: false,
    rendererOptions: { collapseSubtasks: false, collapseErrors: false, showErrorMessage: true },
  }).run();
  if (thrown) throw (thrown as { error: unknown }).error;
}

/** A part as a task, its stages as tasks below it: each spins until it is reached. */
function draw(part: Part, continues: () => boolean, note: (error: unknown) => void): ListrTask {
  return {
    title: part.title,
    enabled: continues,
    task(_, task) {
      const marks = part.stages.map((name) => ({ name, ...deferred() }));
      let show: (line: string) => void = (line) => {
        task.output = line;
      };
      const done = part
        .run({
          say: (line) => show(line.trim()),
          reached: (stage, ms) => marks.find(({ name }) => name === stage)?.resolve(ms),
        })
        .catch((error: unknown) => {
          note(error);
          throw error;
        })
        .then(({ ok, summary }) => {
          task.title = `${part.title}: ${summary}`;
          if (!ok) throw new Error(summary);
        })
        .catch((error: unknown) => {
          for (const mark of marks) mark.reject(error);
          throw error;
        });
      done.catch(() => {});
      for (const { promise } of marks) promise.catch(() => {});
      if (marks.length === 0) return done;
      return task.newListr(
        marks.map(({ name, promise }, index) => ({
          title: name,
          async task(_context, stage) {
            show = (line) => {
              stage.output = line;
            };
            stage.title = `${name}  ${duration(await promise)}`;
            if (index === marks.length - 1) await done;
          },
        })),
        { concurrent: false, exitOnError: true },
      );
    },
  };
}

function deferred() {
  let resolve: (ms: number) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<number>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
