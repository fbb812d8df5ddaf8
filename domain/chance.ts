/** Below this probability we no longer believe in chance; the usual 5 %. */
const SIGNIFICANCE = 0.05;

/**
 * Whether so many failures may be the chance that the assurance allows, rather than a fix that does not hold.
 * @param failures of `runs` independent runs
 * @param successRate the share of runs that the fix was proven to pass, 0 to 1 (exclusive)
 * @returns true when at least that many failures have a probability of 5 % or more at that rate (binomial tail)
 */
export function mayBeChance(failures: number, runs: number, successRate: number): boolean {
  if (failures === 0) return true;
  if (failures === runs) return false;
  let fewer = 0;
  for (let count = 0; count < failures; count += 1) {
    fewer += choose(runs, count) * (1 - successRate) ** count * successRate ** (runs - count);
  }
  return 1 - fewer >= SIGNIFICANCE;
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i += 1) result = (result * (n - k + i)) / i;
  return result;
}
