import { availableParallelism, cpus } from 'node:os';
import { demonstration } from '../support/demonstration.ts';
import { startTestServers } from '../support/servers.ts';
import { benchDoors } from './doors.ts';
import { benchIncidentList } from './incident-list.ts';
import { benchLadder } from './ladder/ladder.ts';
import { benchLiveEvents } from './live-events.ts';
import { benchLogLines } from './log-lines.ts';
import { type Figure, tableOf } from './measure.ts';
import { benchOutage } from './outage.ts';
import { benchRecorder } from './recorder.ts';
import { benchRepair } from './repair/repair.ts';
import { benchSecretScan } from './secret-scan.ts';
import type { Surroundings } from './surroundings.ts';
import { benchTry } from './try.ts';
import { benchUndeclaredErrors } from './undeclared-errors.ts';

const BENCHES: Record<string, (around: Surroundings) => Promise<Figure[]>> = {
  doors: benchDoors,
  'incident-list': benchIncidentList,
  ladder: benchLadder,
  'live-events': benchLiveEvents,
  'log-lines': benchLogLines,
  outage: benchOutage,
  repair: benchRepair,
  recorder: benchRecorder,
  'secret-scan': benchSecretScan,
  try: benchTry,
  'undeclared-errors': benchUndeclaredErrors,
};

process.exit(await main(process.argv.slice(2), process.env));

/** @returns the exit code: 0 when each figure is within its bound */
async function main(names: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const unknown = names.filter((name) => !(name in BENCHES));
  if (unknown.length > 0) {
    console.error(`There is no benchmark ${unknown.join(', ')}. Known: ${Object.keys(BENCHES).join(', ')}.`);
    return 2;
  }
  const say = (line: string) => console.error(line);
  // No benchmark needs Temporal; an address that nobody asks keeps it from being started.
  const servers = await startTestServers({ TEMPORAL_ADDRESS: 'not-asked:0', ...environment });
  try {
    const figures: Figure[] = [];
    for (const [name, bench] of Object.entries(BENCHES)) {
      if (names.length > 0 && !names.includes(name)) continue;
      say(`${name} …`);
      figures.push(
        ...(await bench({
          servers,
          service: demonstration().definition,
          root: process.cwd(),
          environment,
          say,
        })),
      );
    }
    console.log(
      `\n${availableParallelism()} cores, ${cpus()[0]?.model.trim()}, Node ${process.versions.node}\n`,
    );
    console.log(tableOf(figures));
    return figures.every(({ holds }) => holds) ? 0 : 1;
  } finally {
    await servers.stop();
  }
}
