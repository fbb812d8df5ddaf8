/** The longest command, in bytes. */
const LONGEST = 16 * 1024 * 1024;

/** Reads the commands of a Redis client, as arrays of words in latin1, so that no byte is lost. */
export function createCommandReader(): { push(chunk: Buffer): string[][] } {
  let rest: Buffer = Buffer.alloc(0);

  /** The next command and where it ends; null while it is not all there. */
  function next(): { words: string[]; end: number } | null {
    let at = rest.indexOf('\r\n');
    if (at < 0) return null;
    const head = rest.toString('latin1', 0, at);
    at += 2;
    // Typed by hand: a line of words.
    if (!head.startsWith('*')) return { words: head.split(' ').filter(Boolean), end: at };
    const words: string[] = [];
    for (let count = Number(head.slice(1)); count > 0; count -= 1) {
      const end = rest.indexOf('\r\n', at);
      if (end < 0) return null;
      const length = Number(rest.toString('latin1', at + 1, end));
      if (rest[at] !== 0x24 || !(length >= 0)) throw new Error('not the protocol of Redis');
      if (rest.length < end + 2 + length + 2) return null;
      words.push(rest.toString('latin1', end + 2, end + 2 + length));
      at = end + 2 + length + 2;
    }
    return { words, end: at };
  }

  return {
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (rest.length > LONGEST) throw new Error('a command that is too long');
      const commands: string[][] = [];
      for (let found = next(); found; found = next()) {
        if (found.words.length > 0) commands.push(found.words);
        rest = rest.subarray(found.end);
      }
      return commands;
    },
  };
}

/** A command as the scratch Redis gets it: it has no password, and takes any. */
export function writeCommand(words: string[]): Buffer {
  const sent = withoutPassword(words);
  const parts = sent.map((word) => `$${word.length}\r\n${word}\r\n`);
  return Buffer.from(`*${sent.length}\r\n${parts.join('')}`, 'latin1');
}

function withoutPassword(words: string[]): string[] {
  const name = words[0]?.toUpperCase();
  // Answers "OK", as the password would.
  if (name === 'AUTH') return ['CLIENT', 'SETNAME', ''];
  if (name !== 'HELLO') return words;
  const at = words.findIndex((word) => word.toUpperCase() === 'AUTH');
  return at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 3)];
}
