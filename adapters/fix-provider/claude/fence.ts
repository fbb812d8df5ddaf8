import { randomBytes } from 'node:crypto';

/** Puts text of the outside world between marks that it cannot know, so that it cannot pretend to have ended. */
export interface Fence {
  /** The name of the marks; random for each conversation. */
  readonly name: string;
  /** @param what a few words of ours that say what the text is */
  around(what: string, text: string): string;
}

export function drawFence(): Fence {
  return fenceNamed(`data-${randomBytes(8).toString('hex')}`);
}

/** The fence of a continued conversation. */
export function fenceNamed(name: string): Fence {
  return {
    name,
    around(what, text) {
      // Only what has seen the mark can hold it: an answer of the model, proposed as a file and shown again.
      const inner = text.replaceAll(name, 'data');
      return `<${name} of="${what.replace(/["<>\n]/g, ' ')}">\n${inner}\n</${name}>`;
    },
  };
}
