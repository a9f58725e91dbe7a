import { quote } from '../../apimachinery/go-print.ts';
import type { Environment } from '../environment.ts';
import type { Variables } from '../evaluation.ts';
import { CALL_COST_MAX, CompileError, checkExpression } from '../program.ts';
import type { CelType } from '../types/type.ts';
import { DYN, listOf, mapOf, struct } from '../types/type.ts';
import { CelMap } from '../values/map.ts';
import type { Value } from '../values/value.ts';
import { CelError } from '../values/value.ts';
import type { Bindings, Compiled } from './conditions.ts';
import { tryCompile } from './conditions.ts';

const TYPE_NAME = 'kubernetes.variables';

/** The `variables` of a policy: expressions that later expressions may name. */
export class Composition {
  readonly #compiled = new Map<string, Compiled>();
  readonly #types = new Map<string, CelType>();

  /** An environment in which `variables` can be named; it grows as variables are added. */
  extend(environment: Environment): Environment {
    const type = {
      name: TYPE_NAME,
      field: (name: string): CelType | undefined => this.#types.get(name),
    };
    return environment.extending({
      variables: { variables: struct(TYPE_NAME) },
      structs: (name) => (name === TYPE_NAME ? type : undefined),
    });
  }

  /** @param environment as `extend` gave it: a variable may name those before it */
  add(name: string, expression: string, environment: Environment): Compiled {
    const compiled = tryCompile(expression, environment, {});
    const { program } = compiled;
    this.#compiled.set(name, compiled);
    this.#types.set(name, program instanceof CompileError ? DYN : seenType(program.type));
    return compiled;
  }

  /** Adds a variable of which only the type is asked. */
  check(name: string, expression: string, environment: Environment): void {
    try {
      this.#types.set(name, seenType(checkExpression(expression, environment).type));
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      this.#types.set(name, DYN);
    }
  }

  /** Variables are computed when an expression first asks for them, once per request. */
  bind(outer: Variables): Bindings {
    let cost = 0;
    const variables: Variables = (name) => (name === 'variables' ? values : outer(name));
    const values = new LazyVariables([...this.#compiled.keys()], (name) => {
      const compiled = this.#compiled.get(name);
      if (compiled === undefined) return undefined;
      const { program } = compiled;
      if (program instanceof CompileError) {
        throw new CelError(
          `composited variable ${quote(name)} fails to compile: ${program.message}`,
        );
      }
      const result = program.evaluate(variables, CALL_COST_MAX);
      cost += result.cost;
      if (result.ok) return result.value;
      throw new CelError(`composited variable ${quote(name)} fails to evaluate: ${result.error}`);
    });
    return {
      variables,
      takeCost() {
        const taken = cost;
        cost = 0;
        return taken;
      },
    };
  }
}

/** What later expressions see of the type of a variable: of objects nothing. */
function seenType(type: CelType): CelType {
  const [first = DYN, second = DYN] = type.params;
  if (type.kind === 'list') return listOf(seenType(first));
  if (type.kind === 'map') return mapOf(seenType(first), seenType(second));
  return UNSEEN.has(type.kind) ? DYN : type;
}

const UNSEEN: ReadonlySet<CelType['kind']> = new Set(['opaque', 'struct', 'type']);

class LazyVariables extends CelMap {
  readonly #names: readonly string[];
  readonly #compute: (name: string) => Value | undefined;
  readonly #made = new Map<string, Value | CelError>();

  constructor(names: readonly string[], compute: (name: string) => Value | undefined) {
    super();
    this.#names = names;
    this.#compute = compute;
  }

  override get typeName(): string {
    return TYPE_NAME;
  }

  get size(): number {
    return this.#names.length;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    let found: Value | CelError | undefined = this.#made.get(key);
    if (found === undefined) {
      found = this.#attempt(key);
      if (found !== undefined) this.#made.set(key, found);
    }
    if (found instanceof CelError) throw found;
    return found;
  }

  #attempt(key: string): Value | CelError | undefined {
    try {
      return this.#compute(key);
    } catch (error) {
      if (error instanceof CelError) return error;
      throw error;
    }
  }

  keys(): Iterable<Value> {
    return this.#names;
  }
}
