import type { FunctionDeclaration } from './library/declaration.ts';
import type { CelType } from './types/type.ts';
import * as type from './types/type.ts';

/** An object type: its fields by the names that expressions use. */
export interface StructType {
  readonly name: string;
  field(name: string): CelType | undefined;
}

/** Finds object types by name; compiled from schemas, so it may be large and is asked lazily. */
export type StructLookup = (name: string) => StructType | undefined;

const TYPE_NAMES: Readonly<Record<string, CelType>> = {
  bool: type.BOOL,
  bytes: type.BYTES,
  double: type.DOUBLE,
  'google.protobuf.Duration': type.DURATION,
  'google.protobuf.Timestamp': type.TIMESTAMP,
  int: type.INT,
  list: type.listOf(type.DYN),
  map: type.mapOf(type.DYN, type.DYN),
  null_type: type.NULL,
  optional_type: type.optionalOf(type.DYN),
  string: type.STRING,
  type: type.TYPE,
  uint: type.UINT,
};

const typeNames = new Map(
  Object.entries(TYPE_NAMES).map(([name, named]) => [name, type.typeOf(named)]),
);

export interface EnvironmentParts {
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  readonly variables?: Readonly<Record<string, CelType>>;
  readonly structs?: StructLookup;
  /** Whether expressions may say `cel.bind`. */
  readonly bindings?: boolean;
}

/** What expressions of one place may name. Immutable; extending makes another. */
export class Environment {
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  readonly bindings: boolean;
  readonly #variables: ReadonlyMap<string, CelType>;
  readonly #structs: readonly StructLookup[];

  private constructor(
    functions: ReadonlyMap<string, FunctionDeclaration>,
    variables: ReadonlyMap<string, CelType>,
    structs: readonly StructLookup[],
    bindings: boolean,
  ) {
    this.functions = functions;
    this.bindings = bindings;
    this.#variables = variables;
    this.#structs = structs;
  }

  static of({ functions, variables, structs, bindings }: EnvironmentParts): Environment {
    const base = new Environment(functions, new Map(), [], bindings ?? false);
    return base.extending({ variables: variables ?? {}, structs });
  }

  extending({
    variables = {},
    structs,
    functions = [],
    bindings = this.bindings,
  }: {
    readonly variables?: Readonly<Record<string, CelType>>;
    readonly structs?: StructLookup;
    readonly functions?: readonly FunctionDeclaration[];
    readonly bindings?: boolean;
  }): Environment {
    return new Environment(
      functions.length === 0
        ? this.functions
        : mergeFunctions([...this.functions.values()], functions),
      new Map([...this.#variables, ...Object.entries(variables)]),
      structs === undefined ? this.#structs : [structs, ...this.#structs],
      bindings,
    );
  }

  /** The type of a variable, or `type(T)` for the name of a type. */
  identifier(name: string): CelType | undefined {
    const found = this.#variables.get(name);
    if (found !== undefined) return found;
    if (this.struct(name) !== undefined) return type.typeOf(type.struct(name));
    return typeNames.get(name);
  }

  struct(name: string): StructType | undefined {
    for (const lookup of this.#structs) {
      const found = lookup(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Puts libraries together; a function may get overloads from several. */
export function mergeFunctions(
  ...libraries: readonly (readonly FunctionDeclaration[])[]
): ReadonlyMap<string, FunctionDeclaration> {
  const merged = new Map<string, FunctionDeclaration>();
  for (const declaration of libraries.flat()) {
    const present = merged.get(declaration.name);
    merged.set(declaration.name, present?.and(declaration) ?? declaration);
  }
  return merged;
}
