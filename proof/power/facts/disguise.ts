import type { FactFinder } from '../fact.ts';

/** Characters that change the order in which a text is shown. */
const TURNS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
/** Characters that nobody sees, but for those that belong to a symbol such as ✔️. */
const UNSEEN = /(?<![\p{Emoji}\p{Default_Ignorable_Code_Point}])\p{Default_Ignorable_Code_Point}/gu;
const LATIN = /\p{Script=Latin}/u;
const OTHER = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;

/** What a reader of the change cannot see, or takes for something else: unseen characters, names in letters of another script. */
export const findDisguises: FactFinder = (reading, add) => {
  const names = reading.nodes.filter(({ node }) => /^(?:Private)?Identifier$/.test(node.type));
  for (const found of reading.text.matchAll(UNSEEN)) {
    if (found.index === 0) continue; // The mark of an encoding.
    const start = found.index;
    const shown = `U+${found[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
    const turns = TURNS.test(found[0]);
    const named = names.some(({ node }) => node.start <= start && node.end > start);
    const what = turns
      ? `turns the order in which a text is shown, by the character ${shown}`
      : `holds the character ${shown}, which nobody sees`;
    add(
      'text',
      `unseen:${shown}:${named}`,
      what,
      { type: 'Character', start, end: start },
      {
        refused: turns || named,
        counted: true,
      },
    );
  }
  for (const { node } of names) {
    const name = String(node.name);
    if (!OTHER.test(name)) continue;
    const mixed = LATIN.test(name);
    const what = `uses the name ${JSON.stringify(name)}, whose letters look like others`;
    add('text', `script:${name}`, what, node, { refused: mixed });
  }
};
