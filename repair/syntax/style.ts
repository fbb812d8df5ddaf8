import type { Edit } from './edits.ts';
import type { Source } from './source.ts';

/** Statements that say whether a file writes semicolons. */
const FEWEST = 3;
/** What would go on with a statement that no semicolon ends. */
const GOES_ON = /^\s*[([`+\-*/.,?]/;

/** Writes a change in the way of a file: without semicolons, or with double quotes, where the file has none of the others. */
export function inStyleOf(source: Source): (edit: Edit) => Edit {
  const bare = hasNoSemicolons(source);
  const double = hasDoubleQuotes(source);
  return (edit) => {
    let { text } = edit;
    if (double && !/["`]/.test(text)) text = text.replace(/'([^'\\\n]*)'/g, '"$1"');
    if (bare) text = withoutSemicolons(text, source.text.slice(edit.end));
    return { ...edit, text };
  };
}

function withoutSemicolons(text: string, behind: string): string {
  return text.replace(/;(?=[ \t]*(\n|$))/g, (semicolon, _end, at: number) =>
    GOES_ON.test(text.slice(at + 1) + behind) ? semicolon : '',
  );
}

function hasNoSemicolons(source: Source): boolean {
  const statements = source
    .of(
      'ExpressionStatement',
      'ReturnStatement',
      'ThrowStatement',
      'ImportDeclaration',
      'VariableDeclaration',
    )
    .filter(({ key }) => key !== 'left' && key !== 'init');
  return statements.length >= FEWEST && statements.every(({ node }) => source.text[node.end - 1] !== ';');
}

function hasDoubleQuotes(source: Source): boolean {
  const quotes = source.of('Literal').flatMap(({ node }) => {
    const first = source.text[node.start];
    return first === '"' || first === "'" ? [first] : [];
  });
  return quotes.length > 0 && quotes.every((quote) => quote === '"');
}
