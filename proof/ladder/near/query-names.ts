import type { Node } from 'oxc-parser';

/** Whether a value is a query, by its name: `query`, `req.query`, `url.searchParams`, `params`. */
const QUERY = /^(?:query|search|searchParams|params|queryParams)$/i;

/** The parameters of a query that a piece of code reads: `query.get('page')`, `req.query.page`, `const { page } = req.query`. */
export function queryNames(node: Node): string[] {
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const [first] = node.arguments;
    const isRead = /^(?:get|getAll|query|queries)$/.test(nameIn(node.callee.property));
    const isOfQuery = isQuery(node.callee.object) || /^quer/.test(nameIn(node.callee.property));
    return isRead && isOfQuery && first?.type === 'Literal' && typeof first.value === 'string'
      ? [first.value]
      : [];
  }
  if (node.type === 'MemberExpression' && !node.computed && isQuery(node.object)) {
    const name = nameIn(node.property);
    return /^(?:get|getAll|has|entries|keys|values|toString|size)$/.test(name) ? [] : [name];
  }
  if (
    node.type !== 'VariableDeclarator' ||
    node.id.type !== 'ObjectPattern' ||
    !node.init ||
    !isQuery(node.init)
  ) {
    return [];
  }
  return node.id.properties.flatMap((one) => (one.type === 'Property' ? [nameIn(one.key)] : []));
}

const isQuery = (node: Node) =>
  QUERY.test(node.type === 'MemberExpression' ? nameIn(node.property) : nameIn(node));

const nameIn = (node: Node) => (node.type === 'Identifier' ? node.name : '');
