import { createSecretGuard } from '../../adapters/secrets/secret-guard.ts';
import { type Figure, ratioFigure, timed } from './measure.ts';

/** Texts of one block; the last block comes after all others. */
const BLOCK = 500;
const BLOCKS = 10;
/** A use after thousands of others may cost so many times what one of the first did; it was some 8 and grew. */
const MOST = 1.5;

/** What the search for secrets costs after thousands of uses, and in a text that is ten times as long. */
export async function benchSecretScan(): Promise<Figure[]> {
  const guard = createSecretGuard(['a-secret-of-suture']);
  const text = 'const price = await fetchPrice(id); // asks the upstream\n'.repeat(20);
  const scan = async (given: string, times: number) => {
    const [ms] = await timed(async () => {
      for (let time = 0; time < times; time += 1) await guard.hide(given);
    });
    return ms / times;
  };
  await scan(text, BLOCK);
  const blocks: number[] = [];
  for (let block = 0; block < BLOCKS; block += 1) blocks.push(await scan(text, BLOCK));
  const [first = 0, last = 0] = [Math.min(...blocks.slice(0, 3)), Math.min(...blocks.slice(-3))];
  const [short, long] = [await scan(text.repeat(10), 100), await scan(text.repeat(100), 10)];
  return [
    ratioFigure(
      'the search for secrets: the last use against the first',
      last / first,
      MOST,
      `${first.toFixed(2)} ms, then ${last.toFixed(2)} ms`,
    ),
    ratioFigure(
      'the search for secrets: a text ten times as long, for each character',
      long / short / 10,
      MOST,
      `${short.toFixed(2)} ms, then ${long.toFixed(2)} ms`,
    ),
  ];
}
