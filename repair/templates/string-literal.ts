import { memberName, stringValue } from '../syntax/nodes.ts';
import { LOGIC, type Template } from '../template.ts';
import { nameSimilarity } from '../text-distance.ts';
import { replaceNode, shouldBe } from './helpers/text.ts';

/** A text that is near another one in the file or in the answers; a separator; the case or the flags of a pattern. */
export const stringLiteral: Template = {
  name: 'string-literal',
  answers: [...LOGIC, 'bad_payload'],
  *propose({ source }) {
    const texts = new Set(source.of('Literal').flatMap(({ node }) => stringValue(node) ?? []));
    for (const { node, parent, key } of source.of('Literal')) {
      const value = stringValue(node);
      if (
        value === null ||
        parent?.node.type === 'ImportDeclaration' ||
        parent?.node.type === 'ExpressionStatement'
      )
        continue;
      const quote = source.slice(node)[0] ?? "'";
      const suggest = (text: string, prior: number) => ({
        edits: [replaceNode(node, quote + text + quote)],
        rationale: shouldBe(source.slice(node), quote + text + quote),
        prior,
        at: node,
      });
      const thrown = parent?.node.type === 'NewExpression';
      if (thrown || /[\\\n'"`]/.test(value)) continue;
      for (const other of texts) {
        const near = nameSimilarity(value, other);
        if (other !== value && near > 0.6 && !/[\\\n'"`]/.test(other)) yield suggest(other, 0.3 * near);
      }
      const call =
        parent?.node.type === 'CallExpression' && key === 'arguments' ? memberName(parent.node.callee) : null;
      if (call === 'join' || call === 'split') {
        for (const separator of ['', ' ', ',', ', ', '\\n'])
          if (separator !== value) yield suggest(separator, 0.2);
      }
      if (value === ' ' || value === '') yield suggest(value === '' ? ' ' : '', 0.2);
      if (value !== value.toLowerCase()) yield suggest(value.toLowerCase(), 0.1);
    }
    for (const { node } of source.of('CallExpression')) {
      const name = memberName(node.callee);
      if (node.arguments.length > 0 || (name !== 'join' && name !== 'split')) continue;
      yield {
        edits: [{ start: node.end - 1, end: node.end - 1, text: "''" }],
        rationale: 'join() without a separator inserts commas.',
        prior: name === 'join' ? 0.6 : 0.4,
        at: node,
      };
    }
    for (const { node } of source.of('Literal')) {
      if (!('regex' in node)) continue;
      const { pattern, flags } = node.regex;
      const suggest = (text: string, prior: number) => ({
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior,
        at: node,
      });
      for (const flag of ['g', 'i', 'm', 's', 'u']) {
        const toggled = flags.includes(flag) ? flags.replace(flag, '') : flags + flag;
        yield suggest(`/${pattern}/${toggled}`, flag === 'g' ? 0.42 : flag === 'i' ? 0.3 : 0.1);
      }
      if (!pattern.startsWith('^') && !pattern.endsWith('$')) yield suggest(`/^${pattern}$/${flags}`, 0.3);
      if (!pattern.startsWith('^')) yield suggest(`/^${pattern}/${flags}`, 0.22);
      if (!pattern.endsWith('$')) yield suggest(`/${pattern}$/${flags}`, 0.22);
      for (const match of pattern.matchAll(/(?<!\\)([+*])(?!\?)/g)) {
        const swapped = match[1] === '+' ? '*' : '+';
        yield suggest(
          `/${pattern.slice(0, match.index)}${swapped}${pattern.slice(match.index + 1)}/${flags}`,
          0.3,
        );
        yield suggest(
          `/${pattern.slice(0, match.index + 1)}?${pattern.slice(match.index + 1)}/${flags}`,
          0.18,
        );
      }
      for (const match of pattern.matchAll(/(?<!\\)\.(?![*+])/g))
        yield suggest(`/${pattern.slice(0, match.index)}\\.${pattern.slice(match.index + 1)}/${flags}`, 0.3);
      for (const match of pattern.matchAll(/(\\[dws]|\])(?![+*?{])/g)) {
        const end = match.index + match[0].length;
        yield suggest(`/${pattern.slice(0, end)}+${pattern.slice(end)}/${flags}`, 0.24);
      }
    }
  },
};
