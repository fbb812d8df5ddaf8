/** What the variables of the process say of how to observe it. */
export interface ObserveOptions {
  /** A request without an answer for so long hangs, in milliseconds; 0: is not looked for. */
  hangMs: number;
  /** An event loop that turns no more for so long is blocked, in milliseconds; 0: is not looked for. */
  blockedMs: number;
  /** Whether personal values are replaced. */
  pseudonyms: boolean;
  keep: string[];
  hide: string[];
  /** Whether good requests are kept now and then. */
  samples: boolean;
}

const HANG_MS = 10_000;
const BLOCKED_MS = 4_000;

export function readOptions(environment: Record<string, string | undefined>): ObserveOptions {
  return {
    hangMs: numberOf(environment.SUTURE_HANG_MS, HANG_MS),
    blockedMs: numberOf(environment.SUTURE_BLOCKED_MS, BLOCKED_MS),
    pseudonyms: !isOff(environment.SUTURE_PSEUDONYMS),
    keep: listOf(environment.SUTURE_KEEP),
    hide: listOf(environment.SUTURE_HIDE),
    samples: !isOff(environment.SUTURE_GOOD_REQUESTS),
  };
}

function numberOf(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return text && Number.isFinite(number) && number >= 0 ? number : otherwise;
}

function isOff(text: string | undefined): boolean {
  return /^(off|false|no|0)$/i.test(text?.trim() ?? '');
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((name) => name.trim() || []);
}
