import type { Command } from 'commander';
import { type ExportOptions, exportRecordings, RECORDINGS } from './commands/export-recordings.ts';
import { showRecording } from './commands/recording.ts';
import type { CommandContext } from './context.ts';

type Run = (command: (given: CommandContext) => Promise<number>) => Promise<void>;

/** The commands about what a service sent of its failing requests. */
export function addRecording(program: Command, run: Run): void {
  const recording = program.command('recording').description('what a service sent of its failing requests');
  recording
    .command('export')
    .description('write recordings of healed faults to files, for `suture replay`')
    .argument('[ids...]', 'incidents; default: all that are resolved')
    .option('--to <folder>', 'where they are written', RECORDINGS)
    .action((ids: string[], options: ExportOptions) =>
      run((given) =>
        exportRecordings(
          ids.map((id) => id.toUpperCase()),
          options,
          given,
        ),
      ),
    );
  recording
    .command('show')
    .description('exactly what was sent of an incident; with --json each recording that is kept')
    .argument('<id>', 'such as LIVE-0001')
    .action((id: string) => run((given) => showRecording(id.toUpperCase(), given)));
}
