/** What may mark up wherever it stands, and a colon of an address or around the name of a picture. */
const MARKUP = /[\\`*_[\]<>|@~&#]|:(?=\/\/|[\w+-]+:)/g;

/** Text that Markdown shows as it is, in one line: no markup, no link, no mention of a person. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`);
}

/** A block of code that nothing inside it can end. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}
