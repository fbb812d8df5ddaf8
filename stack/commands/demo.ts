import { join } from 'node:path';
import { readCycles, runShow } from '../../demo/show/run-show.ts';
import type { Command } from './command.ts';

/**
 * `npm run demo [-- --cycles N] [--strict]`: heals each fault and puts them back, N times, on a stack of its own that
 * starts empty. Exit code 1 when anything did not hold; a heal slower than its target counts only with `--strict`.
 */
export const runDemo: Command = async (context) => {
  const cycles = readCycles('demo', context.args);
  // Its own folder: what `npm start` keeps is not touched, and may run meanwhile.
  return runShow(context, cycles, context.environment.STATE_DIR || join('.suture', 'demo'));
};
