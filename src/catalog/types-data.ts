/** The shape of `openapi/kubernetes/types.json`; its README documents every key. */
export interface TypesData {
  readonly types: Readonly<Record<string, TypeData>>;
  readonly scalars: Readonly<Record<string, ScalarData>>;
  readonly named: Readonly<Record<string, NamedData>>;
}

export interface TypeData {
  readonly fields?: Readonly<Record<string, FieldData>>;
  readonly inline?: readonly {
    readonly ref: string;
    readonly number: number;
    readonly proto?: string;
  }[];
  readonly typeMeta?: boolean;
  readonly gvk?: readonly [string, string, string] | 'every';
  readonly mapType?: 'atomic';
  readonly unions?: readonly unknown[];
  readonly wraps?: FieldData;
  readonly jsonUnion?: Readonly<Record<string, string>>;
  readonly unpublished?: boolean;
  readonly noProto?: boolean;
}

export interface FieldData {
  readonly number?: number;
  readonly proto?: string;
  readonly type?: string;
  readonly ref?: string;
  readonly card?: 'list' | 'map';
  readonly ptr?: boolean;
  readonly omitempty?: boolean;
  readonly omitzero?: boolean;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly patchStrategy?: readonly string[];
  readonly patchMergeKey?: string;
  readonly named?: string;
  readonly keyNamed?: string;
}

export interface ScalarData {
  readonly wire: number;
  readonly openapi: Readonly<Record<string, unknown>>;
  readonly definition?: string;
  readonly message?: Readonly<Record<string, { readonly number: number; readonly type: string }>>;
}

export interface NamedData {
  readonly values?: readonly string[];
  readonly enum?: boolean;
}
