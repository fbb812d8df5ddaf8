import type { SyntaxNode } from '../../checks/program.ts';
import { bare, isFunction } from '../reading.ts';
import { isStatement } from '../sql-powers.ts';

/** A piece of a program as two programs are compared by it: without types, casts, parentheses and the names of helpers. */
export interface Part {
  /** What may stand in the same place: two literals, two names, two operators of a kind. */
  kind: string;
  /** Equal for equal pieces, without what is below. */
  label: string;
  kids: Part[];
  /** Equal for equal pieces with all that is below. */
  key: string;
  /** How many pieces it has. */
  size: number;
  /** For a word of a statement, the text that holds it. */
  node: SyntaxNode;
}

/** What the pieces of one text are made with. */
export interface Maker {
  /** A name that only this text declares stands for what it was declared with. */
  meaning: (identifier: SyntaxNode) => SyntaxNode | null;
  /** Is told each function that an expression holds: its body is compared statement by statement. */
  onFunction: (node: SyntaxNode) => void;
}

const TOKEN = /'(?:[^']|'')*'|"[^"]*"|\$\d+|\d+(?:\.\d+)?|[A-Za-z_][\w$]*|::|<=|>=|<>|!=|\|\||->>?|[^\s]/g;
const TYPES =
  /^(?:typeAnnotation|returnType|typeParameters|typeArguments|superTypeArguments|implements|parent|accessibility)$/;
const DEEPEST = 60;

export function partOf(maker: Maker, given: SyntaxNode, depth = 0): Part {
  const node = bare(given);
  const under = (...nodes: (SyntaxNode | null | undefined)[]) =>
    nodes.flatMap((each) => (each ? [partOf(maker, each, depth + 1)] : []));
  const made = (kind: string, label: string, kids: Part[] = []) => assemble({ kind, label, kids, node });
  switch (node.type) {
    case 'Identifier': {
      const meaning = depth < DEEPEST ? maker.meaning(node) : null;
      return meaning ? partOf(maker, meaning, depth + 1) : made('name', node.name);
    }
    case 'Literal':
      if (typeof node.value === 'string' && isStatement(node.value)) {
        return made('statement', 'statement', tokensOf(node, node.value));
      }
      return made(
        'literal',
        node.regex
          ? String(node.raw)
          : typeof node.value === 'string'
            ? JSON.stringify(node.value)
            : String(node.raw),
      );
    case 'TemplateLiteral':
      return made(
        'text',
        'text',
        templateOf(node, (each) => partOf(maker, each, depth + 1)),
      );
    case 'MemberExpression':
      return optional(
        node,
        node.computed
          ? made('index', '[]', under(node.object, node.property))
          : made('member', `.${node.property.name}`, under(node.object)),
      );
    case 'CallExpression':
      return optional(node, made('call', 'call', called(under(node.callee, ...node.arguments))));
    case 'NewExpression':
      return made('call', 'new', under(node.callee, ...node.arguments));
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
      return made(node.type, node.operator, under(node.left, node.right));
    case 'UnaryExpression':
    case 'UpdateExpression':
      return made(node.type, node.operator, under(node.argument));
    case 'ObjectExpression':
    case 'ObjectPattern':
      return made('object', '{}', under(...node.properties));
    case 'Property':
      return node.computed
        ? made('property', 'computed', under(node.key, node.value))
        : made('property', `${node.key.name ?? node.key.value}:`, under(node.value));
    case 'SpreadElement':
    case 'RestElement':
      return made('spread', '...', under(node.argument));
    case 'TSParameterProperty':
      return partOf(maker, node.parameter, depth + 1);
    default:
      if (isFunction(node)) {
        maker.onFunction(node);
        return made('function', 'function', under(...node.params));
      }
      return made(node.type, labelOf(node), under(...childrenOf(node)));
  }
}

export function assemble({ kind, label, kids, node }: Pick<Part, 'kind' | 'label' | 'kids' | 'node'>): Part {
  const key = kids.length === 0 ? label : `${label}(${kids.map((kid) => kid.key).join(' ')})`;
  const size = 1 + kids.reduce((sum, kid) => sum + kid.size, 0);
  return { kind, label, kids, key, size, node };
}

/** `?.` counts as something that stands around a member or a call, so that it can be added. */
function optional(node: SyntaxNode, part: Part): Part {
  return node.optional ? assemble({ kind: '?.', label: '?.', kids: [part], node }) : part;
}

/** The member that is called is a method. */
function called([callee, ...given]: Part[]): Part[] {
  return callee ? [asMethod(callee), ...given] : [];
}

function asMethod(part: Part): Part {
  if (part.kind === '?.') return { ...part, kids: part.kids.map(asMethod) };
  return part.kind === 'member' ? { ...part, kind: 'method' } : part;
}

function labelOf(node: SyntaxNode): string {
  const own = Object.entries(node)
    .filter(
      ([field, value]) =>
        !/^(?:start|end|range|type|raw)$/.test(field) && /^(?:string|boolean)$/.test(typeof value),
    )
    .map(([field, value]) => (value === false ? '' : `${field}=${value}`));
  return [node.type, ...own].filter(Boolean).join(' ');
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.entries(node)
    .filter(([field]) => !TYPES.test(field))
    .flatMap(([, value]) => value)
    .filter((child) => child && typeof child.type === 'string' && !child.type.startsWith('TSType'));
}

function templateOf(node: SyntaxNode, under: (node: SyntaxNode) => Part): Part[] {
  const asks = isStatement(node.quasis.map((each: SyntaxNode) => each.value.raw).join('?'));
  return node.quasis.flatMap((quasi: SyntaxNode, index: number) => {
    const raw: string = quasi.value.raw;
    const whole = () => assemble({ kind: 'literal', label: JSON.stringify(raw), kids: [], node: quasi });
    const words = asks ? tokensOf(quasi, raw) : raw === '' ? [] : [whole()];
    const expression = node.expressions[index];
    return expression ? [...words, under(expression)] : words;
  });
}

/** The words of a statement, which are compared one by one. */
function tokensOf(node: SyntaxNode, text: string): Part[] {
  return [...text.matchAll(TOKEN)].map(([word]) => {
    const label = `sql ${/^["'$]/.test(word) ? word : word.toLowerCase()}`;
    return assemble({ kind: 'word', label, kids: [], node });
  });
}
