/** A string that holds a stack: of JSON, as pino, winston and bunyan write it, or of `util.inspect` on one line. */
const STACK_IN_JSON = /"(?:[^"\\]|\\.)*\\n\s+at (?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*\\n\s+at (?:[^'\\]|\\.)*'/g;
/** A line of a stack inside of an object that `util.inspect` printed: `'    at f (/file:1:1)\n' +`. */
const QUOTED = /^\s*(?:[\w$]+: )?'(?<text>.*?)(?:\\n)?'(?: \+|,|\s*[}\]])*$/;
const FRAME = /^\s+at /;

/** The lines of an output, with the stacks that loggers wrote into JSON and quotes as lines of their own. */
export function plainLines(output: string): string[] {
  const written = output.split('\n');
  return written.flatMap((line, index) => {
    if (line.includes('\\n') && line.includes(' at ')) {
      const stacks = (line.match(STACK_IN_JSON) ?? []).flatMap(unquote);
      // The line itself may name the route.
      if (stacks.length > 0) return [line, ...stacks];
    }
    const text = QUOTED.exec(line)?.groups?.text;
    if (text === undefined) return [line];
    const next = QUOTED.exec(written[index + 1] ?? '')?.groups?.text ?? '';
    return FRAME.test(text) || FRAME.test(next) ? [text] : [line];
  });
}

function unquote(quoted: string): string[] {
  const json = quoted.startsWith("'") ? `"${quoted.slice(1, -1).replaceAll('"', '\\"')}"` : quoted;
  try {
    return (JSON.parse(json) as string).split('\n');
  } catch {
    return [];
  }
}
