import type { CelType } from './type.ts';
import { DYN, isSameType } from './type.ts';

/** What type variables have turned out to stand for. */
export class TypeMapping {
  readonly #types = new Map<string, CelType>();
  /** Every change, so that a failed attempt can be undone without having copied anything. */
  readonly #changes: { readonly name: string; readonly before: CelType | undefined }[] = [];

  find(type: CelType): CelType | undefined {
    return type.kind === 'param' ? this.#types.get(type.name) : undefined;
  }

  add(variable: CelType, type: CelType): void {
    this.#changes.push({ name: variable.name, before: this.#types.get(variable.name) });
    this.#types.set(variable.name, type);
  }

  /** Keeps what an attempt has learnt only if it succeeds. */
  attempt(succeeds: () => boolean): boolean {
    const mark = this.#changes.length;
    if (succeeds()) return true;
    while (this.#changes.length > mark) {
      const change = this.#changes.pop();
      if (change?.before !== undefined) this.#types.set(change.name, change.before);
      else if (change !== undefined) this.#types.delete(change.name);
    }
    return false;
  }
}

export function isDyn(type: CelType): boolean {
  return type.kind === 'dyn' || type.kind === 'any';
}

export function isDynOrError(type: CelType): boolean {
  return isDyn(type) || type.kind === 'error';
}

export function isOptional(type: CelType): boolean {
  return type.kind === 'opaque' && type.name === 'optional_type';
}

/** @returns what an optional holds; other types as they are */
export function unwrapOptional(type: CelType): CelType {
  return isOptional(type) ? (type.params[0] ?? DYN) : type;
}

/** Whether values of some types may stand where others are wanted; teaches about type variables. */
export function assign(
  mapping: TypeMapping,
  to: readonly CelType[],
  from: readonly CelType[],
): boolean {
  return mapping.attempt(() => areAssignable(mapping, to, from));
}

function areAssignable(
  mapping: TypeMapping,
  to: readonly CelType[],
  from: readonly CelType[],
): boolean {
  return (
    to.length === from.length &&
    to.every((type, index) => {
      const other = from[index];
      return other !== undefined && isAssignable(mapping, type, other);
    })
  );
}

function isAssignable(mapping: TypeMapping, a: CelType, b: CelType): boolean {
  if (b.kind === 'param') {
    const { valid, known } = trySubstitution(mapping, a, b);
    if (valid) return true;
    if (known) return false;
  }
  if (a.kind === 'param') return trySubstitution(mapping, b, a).valid;
  if (isDynOrError(a) || isDynOrError(b)) return true;
  if (a.kind === 'null') return isNullable(b);
  if (b.kind === 'null') return isNullable(a);
  if (a.kind === 'type') return b.kind === 'type';
  if (!['opaque', 'list', 'map'].includes(a.kind)) return isSameType(a, b);
  return a.kind === b.kind && a.name === b.name && areAssignable(mapping, a.params, b.params);
}

function isNullable(type: CelType): boolean {
  return ['null', 'opaque', 'struct', 'duration', 'timestamp'].includes(type.kind);
}

/** Whether `type` may stand for `variable`; if so, the mapping remembers the more general one. */
function trySubstitution(
  mapping: TypeMapping,
  type: CelType,
  variable: CelType,
): { valid: boolean; known: boolean } {
  if (isSameType(type, variable)) return { valid: true, known: true };
  const present = mapping.find(variable);
  if (present === undefined) {
    const valid = isAbsent(mapping, variable, type);
    if (valid) mapping.add(variable, type);
    return { valid, known: false };
  }
  if (isSameType(type, present)) return { valid: true, known: true };
  if (!isAssignable(mapping, type, present)) return { valid: false, known: true };
  const general = mostGeneral(type, present);
  if (isAbsent(mapping, variable, general)) mapping.add(variable, general);
  return { valid: true, known: true };
}

/** Whether a variable does not occur within a type: types are finite. */
function isAbsent(mapping: TypeMapping, variable: CelType, within: CelType): boolean {
  if (isSameType(variable, within)) return false;
  if (within.kind === 'param') {
    const found = mapping.find(within);
    return found === undefined || isAbsent(mapping, variable, found);
  }
  return within.params.every((type) => isAbsent(mapping, variable, type));
}

export function mostGeneral(a: CelType, b: CelType): CelType {
  return isLessSpecific(a, b) ? a : b;
}

function isLessSpecific(a: CelType, b: CelType): boolean {
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param' || a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  if (a.kind !== 'opaque' && a.kind !== 'list' && a.kind !== 'map') return isSameType(a, b);
  return (
    a.name === b.name &&
    a.params.length === b.params.length &&
    a.params.every((type, index) => {
      const other = b.params[index];
      return other !== undefined && isLessSpecific(type, other);
    })
  );
}

/** Replaces the variables of a type by what they stand for; unbound ones by dyn, if asked. */
export function substitute(mapping: TypeMapping, type: CelType, unboundToDyn: boolean): CelType {
  const found = mapping.find(type);
  if (found !== undefined) return substitute(mapping, found, unboundToDyn);
  if (type.kind === 'param') return unboundToDyn ? DYN : type;
  if (type.params.length === 0) return type;
  const params = type.params.map((of) => substitute(mapping, of, unboundToDyn));
  return { ...type, params };
}
