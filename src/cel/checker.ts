import type { Environment } from './environment.ts';
import type { FunctionDeclaration, Overload } from './library/declaration.ts';
import type {
  CallExpr,
  Expr,
  FoldExpr,
  ListExpr,
  MapExpr,
  SelectExpr,
  StructExpr,
} from './syntax/ast.ts';
import { qualifiedName } from './syntax/ast.ts';
import type { Issue, Source } from './syntax/source.ts';
import type { CelType } from './types/type.ts';
import * as type from './types/type.ts';
import {
  assign,
  isDyn,
  isDynOrError,
  isOptional,
  mostGeneral,
  substitute,
  TypeMapping,
  unwrapOptional,
} from './types/unify.ts';
import { literalType } from './values/kinds.ts';

/** What a name turned out to mean. */
export type Reference =
  | { readonly kind: 'variable'; readonly name: string }
  | {
      readonly kind: 'function';
      readonly declaration: FunctionDeclaration;
      readonly overloads: readonly Overload[];
      /** `a.b(…)` was the function `a.b`, not a method of `a`. */
      readonly isNamespaced: boolean;
    };

export interface Checked {
  readonly expr: Expr;
  readonly type: CelType;
  readonly types: ReadonlyMap<Expr, CelType>;
  readonly references: ReadonlyMap<Expr, Reference>;
  readonly issues: readonly Issue[];
}

/** Finds the type of every part of an expression; errors are cel-go's, in its order. */
export function check(source: Source, expr: Expr, environment: Environment): Checked {
  const checker = new Checker(source, environment);
  checker.check(expr);
  const types = checker.finalTypes();
  return {
    expr,
    type: types.get(expr) ?? type.ERROR,
    types,
    references: checker.references,
    issues: checker.issues,
  };
}

class Checker {
  readonly issues: Issue[] = [];
  readonly references = new Map<Expr, Reference>();
  readonly #types = new Map<Expr, CelType>();
  readonly #source: Source;
  readonly #environment: Environment;
  readonly #mapping = new TypeMapping();
  readonly #scopes: Map<string, CelType>[] = [];
  #variables = 0;

  constructor(source: Source, environment: Environment) {
    this.#source = source;
    this.#environment = environment;
  }

  finalTypes(): ReadonlyMap<Expr, CelType> {
    for (const [expr, found] of this.#types) {
      this.#types.set(expr, substitute(this.#mapping, found, true));
    }
    return this.#types;
  }

  check(expr: Expr): CelType {
    const found = this.#typeOf(expr);
    this.#types.set(expr, found);
    return found;
  }

  #typeOf(expr: Expr): CelType {
    switch (expr.kind) {
      case 'literal':
        return literalType(expr.value);
      case 'ident':
        return this.#ident(expr, expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return this.#struct(expr);
      case 'fold':
        return this.#fold(expr);
      default:
        return expr satisfies never;
    }
  }

  #issue(at: number, message: string): void {
    this.issues.push({ ...this.#source.locationAt(at), message });
  }

  #undeclared(at: number, name: string): CelType {
    this.#issue(at, `undeclared reference to '${name}' (in container '')`);
    return type.ERROR;
  }

  #lookUp(name: string): CelType | undefined {
    const plain = withoutDot(name);
    for (let level = this.#scopes.length - 1; level >= 0; level--) {
      const found = this.#scopes[level]?.get(plain);
      if (found !== undefined) return found;
    }
    return this.#environment.identifier(plain);
  }

  #ident(expr: Expr, name: string): CelType {
    const found = this.#lookUp(name);
    if (found === undefined) return this.#undeclared(expr.at, name);
    this.references.set(expr, { kind: 'variable', name: withoutDot(name) });
    return found;
  }

  #select(expr: SelectExpr): CelType {
    const name = qualifiedName(expr);
    const found = name === undefined ? undefined : this.#lookUp(name);
    if (name !== undefined && found !== undefined) {
      this.references.set(expr, { kind: 'variable', name: withoutDot(name) });
      return found;
    }
    const result = this.#field(expr, expr.operand, { name: expr.field, isOptional: false });
    return expr.testOnly ? type.BOOL : substitute(this.#mapping, result, false);
  }

  #field(
    expr: Expr,
    operand: Expr,
    field: { readonly name: string; readonly isOptional: boolean },
  ): CelType {
    const operandType = substitute(this.#mapping, this.check(operand), false);
    const result = this.#fieldOf(expr, unwrapOptional(operandType), field.name);
    return isOptional(operandType) || field.isOptional ? type.optionalOf(result) : result;
  }

  #fieldOf(expr: Expr, target: CelType, name: string): CelType {
    if (target.kind === 'map') return target.params[1] ?? type.DYN;
    if (target.kind === 'struct') return this.#structField(expr.at, target.name, name);
    if (target.kind === 'param') {
      this.#assign(type.DYN, target);
    } else if (!isDynOrError(target)) {
      const shown = type.formatType(target);
      this.#issue(expr.at, `type '${shown}' does not support field selection`);
    }
    return type.DYN;
  }

  #structField(at: number, structName: string, name: string): CelType {
    const struct = this.#environment.struct(structName);
    if (struct === undefined) {
      this.#issue(at, `unexpected failed resolution of '${structName}'`);
      return type.ERROR;
    }
    const found = struct.field(name);
    if (found === undefined) this.#issue(at, `undefined field '${name}'`);
    return found ?? type.ERROR;
  }

  #optionalSelect(expr: CallExpr): CelType {
    const [operand, field] = expr.args;
    if (operand === undefined || field?.kind !== 'literal') return type.ERROR;
    const name = typeof field.value === 'string' ? field.value : '';
    const result = this.#field(expr, operand, { name, isOptional: true });
    const declaration = this.#environment.functions.get('_?._');
    if (declaration !== undefined) {
      const { overloads } = declaration;
      this.references.set(expr, { kind: 'function', declaration, overloads, isNamespaced: false });
    }
    return substitute(this.#mapping, result, false);
  }

  #call(expr: CallExpr): CelType {
    if (expr.name === '_?._') return this.#optionalSelect(expr);
    const args = expr.args.map((arg) => this.check(arg));
    if (expr.name === '_&&_' || expr.name === '_||_') return this.#logical(expr, args);
    if (expr.target === undefined) {
      const declaration = this.#environment.functions.get(withoutDot(expr.name));
      if (declaration === undefined) return this.#undeclared(expr.at, expr.name);
      return this.#resolve(expr, declaration, args, 'function');
    }
    const prefix = qualifiedName(expr.target);
    const namespaced =
      prefix === undefined
        ? undefined
        : this.#environment.functions.get(withoutDot(`${prefix}.${expr.name}`));
    if (namespaced !== undefined) return this.#resolve(expr, namespaced, args, 'namespaced');
    const target = this.check(expr.target);
    const declaration = this.#environment.functions.get(expr.name);
    if (declaration === undefined) return this.#undeclared(expr.at, expr.name);
    return this.#resolve(expr, declaration, [target, ...args], 'method');
  }

  #logical(expr: CallExpr, args: readonly CelType[]): CelType {
    let isRight = true;
    args.forEach((arg, index) => {
      if (this.#assign(arg, type.BOOL)) return;
      isRight = false;
      this.#mismatch(expr.args[index]?.at ?? expr.at, type.BOOL, arg);
    });
    return isRight ? type.BOOL : type.ERROR;
  }

  #resolve(
    expr: CallExpr,
    declaration: FunctionDeclaration,
    args: readonly CelType[],
    style: 'function' | 'namespaced' | 'method',
  ): CelType {
    let result: CelType | undefined;
    const overloads: Overload[] = [];
    for (const overload of declaration.overloads) {
      if (overload.isMember !== (style === 'method')) continue;
      const found = this.#tryOverload(overload, args);
      if (found === undefined) continue;
      overloads.push(overload);
      if (result === undefined) result = found;
      else if (!isDyn(result) && !type.isSameType(found, result)) result = type.DYN;
    }
    if (result === undefined) {
      const shown = args.map((arg) => type.formatType(substitute(this.#mapping, arg, true)));
      const target = style === 'method' ? `${shown.shift() ?? ''}.` : '';
      const signature = `${target}(${shown.join(', ')})`;
      const { name } = declaration;
      this.#issue(expr.at, `found no matching overload for '${name}' applied to '${signature}'`);
      return type.ERROR;
    }
    const isNamespaced = style === 'namespaced';
    this.references.set(expr, { kind: 'function', declaration, overloads, isNamespaced });
    return result;
  }

  #tryOverload(overload: Overload, args: readonly CelType[]): CelType | undefined {
    if (overload.args.length !== args.length) return undefined;
    const fresh = new TypeMapping();
    for (const name of overload.variables) fresh.add(type.param(name), this.#newVariable());
    const generic = overload.variables.length > 0;
    const wanted = generic
      ? overload.args.map((arg) => substitute(fresh, arg, false))
      : overload.args;
    if (!assign(this.#mapping, args, wanted)) return undefined;
    const result = generic ? substitute(fresh, overload.result, false) : overload.result;
    return substitute(this.#mapping, result, false);
  }

  #list(expr: ListExpr): CelType {
    let joined: CelType | undefined;
    expr.elements.forEach((element, index) => {
      const found = this.check(element);
      const item = expr.optionals.has(index) ? this.#unwrapped(element, found) : found;
      joined = this.#join(joined, item);
    });
    return type.listOf(joined ?? this.#newVariable());
  }

  #map(expr: MapExpr): CelType {
    let keys: CelType | undefined;
    let values: CelType | undefined;
    for (const { key, value, optional } of expr.entries) {
      keys = this.#join(keys, this.check(key));
      const found = this.check(value);
      values = this.#join(values, optional ? this.#unwrapped(value, found) : found);
    }
    return type.mapOf(keys ?? this.#newVariable(), values ?? this.#newVariable());
  }

  /** The type of what `?e` adds. */
  #unwrapped(expr: Expr, found: CelType): CelType {
    const inner = unwrapOptional(found);
    if (!isOptional(found) && !isDyn(inner)) {
      this.#mismatch(expr.at, type.optionalOf(inner), inner);
    }
    return inner;
  }

  #struct(expr: StructExpr): CelType {
    const found = this.#lookUp(expr.typeName);
    if (found === undefined) return this.#undeclared(expr.at, expr.typeName);
    const made = found.kind === 'type' ? found.params[0] : undefined;
    let result: CelType = type.ERROR;
    if (found.kind !== 'type') {
      this.#issue(expr.at, `'${type.declaredName(found)}' is not a type`);
    } else if (made !== undefined && ['struct', 'duration', 'timestamp'].includes(made.kind)) {
      result = made;
    } else {
      this.#issue(expr.at, `'${made?.name ?? expr.typeName}' is not a message type`);
    }
    for (const { at, name, value, optional } of expr.fields) {
      const given = this.check(value);
      const wanted = this.#structField(at, withoutDot(expr.typeName), name);
      const item = optional ? this.#unwrapped(value, given) : given;
      if (this.#assign(wanted, item)) continue;
      const [expected, provided] = [type.formatType(wanted), type.formatType(item)];
      this.#issue(
        at,
        `expected type of field '${name}' is '${expected}' but provided type is '${provided}'`,
      );
    }
    return result;
  }

  #fold(expr: FoldExpr): CelType {
    const range = substitute(this.#mapping, this.check(expr.range), false);
    const accumulated = this.check(expr.initial);
    this.#scopes.push(new Map([[expr.accumulator, accumulated]]));
    this.#scopes.push(this.#foldVariables(expr, range));
    this.#expect(expr.condition, type.BOOL);
    this.#expect(expr.step, accumulated);
    this.#scopes.pop();
    const result = this.check(expr.result);
    this.#scopes.pop();
    return substitute(this.#mapping, result, false);
  }

  #foldVariables(expr: FoldExpr, range: CelType): Map<string, CelType> {
    const [first, second] = this.#rangeTypes(expr, range);
    const names = new Map([[expr.variable, first]]);
    if (expr.variable2 !== undefined) names.set(expr.variable2, second);
    return names;
  }

  #rangeTypes(expr: FoldExpr, range: CelType): [CelType, CelType] {
    const [first = type.DYN, second = type.DYN] = range.params;
    if (range.kind === 'list') {
      return expr.variable2 === undefined ? [first, first] : [type.INT, first];
    }
    if (range.kind === 'map') return [first, second];
    if (['dyn', 'error', 'param'].includes(range.kind)) {
      this.#assign(type.DYN, range);
      return [type.DYN, type.DYN];
    }
    const shown = type.formatType(range);
    this.#issue(
      expr.range.at,
      `expression of type '${shown}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    );
    return [type.ERROR, type.ERROR];
  }

  #expect(expr: Expr, wanted: CelType): void {
    const found = this.check(expr);
    if (!this.#assign(wanted, found)) this.#mismatch(expr.at, wanted, found);
  }

  #join(previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current;
    if (this.#assign(previous, current)) return mostGeneral(previous, current);
    // Literals of mixed types are a matter of `validateLiterals`: formats may have them.
    return type.DYN;
  }

  #mismatch(at: number, wanted: CelType, found: CelType): void {
    const [expected, actual] = [type.formatType(wanted), type.formatType(found)];
    this.#issue(at, `expected type '${expected}' but found '${actual}'`);
  }

  #assign(to: CelType, from: CelType): boolean {
    return assign(this.#mapping, [to], [from]);
  }

  #newVariable(): CelType {
    return type.param(`_var${this.#variables++}`);
  }
}

function withoutDot(name: string): string {
  return name.startsWith('.') ? name.slice(1) : name;
}
