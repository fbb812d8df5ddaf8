import { type Node, namesIn } from '../../witness/tree-nodes.ts';
import { OpenValue } from './open-value.ts';
import type { ReadColumn } from './read-column.ts';

/** A plain value, or one that is found when the row is placed. */
export type Asked = unknown;

/** The column that a part of a statement names; null for all else. */
export type OnColumn = (node: unknown) => ReadColumn | null;

/** How far beyond a limit of time a value lies that meets it. */
const FAR = { '>': "now() + interval '366 days'", '<': "now() - interval '366 days'" };
const MIRRORED: Record<string, string> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
/** Functions that leave a value as it is which has their form already. */
const FORMS = new Set(['lower', 'upper', 'trim', 'btrim']);

/** Values that rows must have which meet a condition: `state = $1`, `expires_at > now()`, `active`, `name ILIKE '%ada%'`. */
export function askedOf(
  condition: Node,
  values: unknown[],
  columnOf: OnColumn,
): { at: ReadColumn; value: Asked }[] {
  const found = (node: unknown, value: Asked) => {
    const at = columnOf(node);
    return at && value !== undefined ? [{ at, value }] : [];
  };
  const inverse = condition.BoolExpr as { boolop?: string; args?: unknown[] } | undefined;
  if (inverse?.boolop === 'NOT_EXPR') return found(inverse.args?.[0], false);
  if (condition.ColumnRef) return found(condition, true);
  const tested = condition.BooleanTest as Node | undefined;
  if (tested && ['IS_TRUE', 'IS_FALSE'].includes(String(tested.booltesttype))) {
    return found(tested.arg, tested.booltesttype === 'IS_TRUE');
  }
  const nothing = condition.NullTest as Node | undefined;
  if (nothing)
    return found(nothing.arg, nothing.nulltesttype === 'IS_NULL' ? null : new OpenValue({ kind: 'any' }));
  const compared = condition.A_Expr as Node | undefined;
  if (!compared) return [];
  const sign = namesIn(compared.name).at(-1) ?? '';
  const { lexpr: left, rexpr: right } = compared;
  switch (compared.kind) {
    case 'AEXPR_OP': {
      const ordinary = columnOf(formless(left)) !== null;
      const [column, other] = ordinary ? [formless(left), right] : [formless(right), left];
      return found(column, meeting(ordinary ? sign : (MIRRORED[sign] ?? sign), other, values));
    }
    case 'AEXPR_OP_ANY': {
      const list = plain(right, values);
      return sign === '=' && Array.isArray(list) && list.length === 1 ? found(left, list[0]) : [];
    }
    case 'AEXPR_IN': {
      const [first] = ((right as Node)?.List as { items?: unknown[] } | undefined)?.items ?? [];
      return sign === '=' ? found(left, plain(first, values)) : [];
    }
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE': {
      const pattern = plain(right, values);
      return typeof pattern === 'string' && !sign.startsWith('!')
        ? found(formless(left), pattern.replace(/%/g, '').replace(/_/g, 'x'))
        : [];
    }
    default:
      return [];
  }
}

/** A value on the right side of a limit; undefined where none is known. */
function meeting(sign: string, other: unknown, values: unknown[]): Asked {
  const value = plain(other, values);
  if (sign === '=') return value ?? undefined;
  const side = sign.startsWith('>') ? '>' : sign.startsWith('<') && sign !== '<>' ? '<' : null;
  if (!side) return undefined;
  if (/"(?:SQLValueFunction|sval":"(?:now|clock_timestamp)")/.test(JSON.stringify(other ?? null))) {
    return new OpenValue({ kind: 'sql', text: FAR[side] });
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) {
    return sign.endsWith('=') ? number : number + (side === '>' ? 1 : -1);
  }
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time + (side === '>' ? 1 : -1) * 86_400_000).toISOString();
}

/** `lower(handle)` is `handle`. */
function formless(node: unknown): unknown {
  const call = (node as Node | undefined)?.FuncCall as Node | undefined;
  const isForm = call && FORMS.has(namesIn(call.funcname).at(-1) ?? '');
  return isForm ? formless((call.args as unknown[] | undefined)?.[0]) : node;
}

/** A parameter or a literal, casts looked through; undefined for all else, such as a call. */
function plain(given: unknown, values: unknown[]): unknown {
  const node = (given ?? {}) as Node;
  if (node.TypeCast) return plain((node.TypeCast as Node).arg, values);
  if (node.FuncCall) {
    const form = formless(node);
    return form === node ? undefined : plain(form, values);
  }
  const parameter = node.ParamRef as { number?: number } | undefined;
  if (parameter) return values[(parameter.number ?? 0) - 1];
  const constant = node.A_Const as Record<string, Record<string, unknown>> | undefined;
  if (!constant || constant.isnull) return undefined;
  if (constant.ival) return constant.ival.ival ?? 0;
  if (constant.fval) return Number(constant.fval.fval);
  if (constant.boolval) return constant.boolval.boolval ?? false;
  return constant.sval ? (constant.sval.sval ?? '') : undefined;
}
