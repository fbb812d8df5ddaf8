import { extname } from 'node:path';
import type { HighlighterCore } from 'shiki/core';

/** A piece of a line and the class that gives it its colour. */
export interface Token {
  text: string;
  class: string;
}

export interface Highlighter {
  /** The tokens of each line. Text in a language that is not known is one token a line. */
  lines(text: string, path: string): Promise<Token[][]>;
}

/** Above this many characters the colours are not worth the time. */
const LONGEST = 60_000;
/** Milliseconds that one line may take; the first one compiles the grammar. */
const LINE_MS = 5_000;
const VARIABLE = /^var\(--t-(?:token-)?([\w-]+)\)$/;

/**
 * Colours source text, on the server, into classes: the pages allow no inline style. The grammar engine (30 MB) is
 * loaded when the first text is coloured.
 */
export function createHighlighter(): Highlighter {
  let core: Promise<HighlighterCore> | null = null;
  const known = new Map<string, Promise<boolean>>();

  function engine(): Promise<HighlighterCore> {
    core ??= load();
    return core;
  }

  /** Whether the language of such files is loaded now. */
  async function learn(language: string): Promise<boolean> {
    const { bundledLanguages } = await import('shiki/langs');
    const grammar = bundledLanguages[language as keyof typeof bundledLanguages];
    if (!grammar) return false;
    await (await engine()).loadLanguage(grammar);
    return true;
  }

  return {
    async lines(text, path) {
      const language = extname(path).slice(1).toLowerCase();
      if (text.length > LONGEST || !language) return plain(text);
      const learned = known.get(language) ?? learn(language);
      known.set(language, learned);
      try {
        if (!(await learned)) return plain(text);
        const { tokens } = (await engine()).codeToTokens(text, {
          lang: language,
          theme: 'classes',
          tokenizeTimeLimit: LINE_MS,
        });
        return tokens.map((line) =>
          line.map(({ content, color }) => ({ text: content, class: classOf(color) })),
        );
      } catch {
        // Colours are a help, not the content.
        known.delete(language);
        return plain(text);
      }
    },
  };
}

async function load(): Promise<HighlighterCore> {
  const [{ createHighlighterCore, createCssVariablesTheme }, { createJavaScriptRegexEngine }] =
    await Promise.all([import('shiki/core'), import('shiki/engine/javascript')]);
  return createHighlighterCore({
    themes: [createCssVariablesTheme({ name: 'classes', variablePrefix: '--t-' })],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}

function classOf(color: string | undefined): string {
  const name = VARIABLE.exec(color ?? '')?.[1];
  return name && name !== 'foreground' ? `t-${name}` : '';
}

function plain(text: string): Token[][] {
  return text.split('\n').map((line) => [{ text: line, class: '' }]);
}
