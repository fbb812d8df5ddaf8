import type { Node } from 'oxc-parser';
import type { ObservedCall } from '../../domain/ports/screen.ts';
import { type FunctionNode, identifierName } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** A method that others may call, and what its parameters are called. */
export interface Method {
  name: string;
  parameters: string[];
  /** Whether it returns something. */
  tells: boolean;
}

type Made = Pick<ObservedCall, 'args' | 'steps'>;
type Step = [method: string, args: unknown[]];

/** Sessions behind which such methods are called, and calls behind each. */
const SESSIONS = 40;
const MOST = 4;

/** The methods of the classes of some files, by the name of the class. */
export function methodsOf(sources: readonly Source[]): Map<string, Method[]> {
  const found = new Map<string, Method[]>();
  for (const source of sources) {
    for (const place of source.of('MethodDefinition')) {
      const { node } = place;
      const owner = place.parent?.parent?.node;
      const name = owner?.type === 'ClassDeclaration' ? identifierName(owner.id) : null;
      if (!name || node.kind !== 'method' || node.static || node.computed || node.key.type !== 'Identifier')
        continue;
      if (node.accessibility && node.accessibility !== 'public') continue;
      const { params } = (node as unknown as { value: Place<FunctionNode>['node'] }).value;
      const parameters = params.map((param) => identifierName(param as Node));
      if (parameters.some((one) => one === null)) continue;
      found.set(name, [
        ...(found.get(name) ?? []),
        { name: node.key.name, parameters: parameters as string[], tells: tells(source, node) },
      ]);
    }
  }
  return found;
}

function tells(source: Source, { start, end }: Node): boolean {
  return source
    .of('ReturnStatement')
    .some(
      ({ node }) =>
        node.argument && node.argument.type !== 'ThisExpression' && node.start > start && node.end < end,
    );
}

/**
 * Sessions behind which the methods that tell something are called, with what was given under the same names: what one
 * method leaves, another tells.
 */
export function askedFurther(made: readonly Made[], methods: readonly Method[]): Made[] {
  const sessions = made
    .slice(0, SESSIONS)
    .map(({ args, steps = '[]' }) => ({ args, steps: JSON.parse(steps) as Step[] }));
  const given = valuesIn(
    sessions.flatMap(({ steps }) => steps),
    methods,
  );
  return sessions.flatMap(({ args, steps }) => {
    const values = new Map([...given, ...valuesIn(steps, methods)]);
    const further = methods
      .filter(({ name, tells }) => tells && !steps.some(([other]) => other === name))
      .filter(({ parameters }) => parameters.every((parameter) => values.has(parameter)))
      .slice(0, MOST)
      .map(({ name, parameters }): Step => [name, parameters.map((parameter) => values.get(parameter))]);
    return further.length === 0 ? [] : [{ args, steps: JSON.stringify([...steps, ...further]) }];
  });
}

/** What was given first under each name of a parameter. */
function valuesIn(steps: readonly Step[], methods: readonly Method[]): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, args] of steps) {
    const parameters = methods.find((one) => one.name === name)?.parameters ?? [];
    for (const [at, parameter] of parameters.entries())
      if (at < args.length && !values.has(parameter)) values.set(parameter, args[at]);
  }
  return values;
}
