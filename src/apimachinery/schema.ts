/**
 * The shape of a Kubernetes type, as the decoder, the patches, server-side apply, protobuf and
 * OpenAPI read it. `catalog/compile.ts` builds it from `openapi/kubernetes/types.json`.
 */
export type ScalarType =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'fieldsV1'
  | 'int32'
  | 'int64'
  | 'intOrString'
  | 'json'
  | 'microTime'
  | 'quantity'
  | 'rawExtension'
  | 'string'
  | 'time';

export type Cardinality = 'single' | 'list' | 'map';

/** One JSON member of a struct. Exactly one of `scalar` and `struct` is set. */
export interface FieldSchema {
  /** The JSON name. */
  readonly name: string;
  /** The protobuf field number; 0 where the type has no protobuf form. */
  readonly number: number;
  readonly card: Cardinality;
  readonly scalar: ScalarType | undefined;
  readonly struct: StructSchema | undefined;
  /** A pointer in Go, so that absence differs from zero. */
  readonly pointer: boolean;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
  readonly required: boolean;
  /** As published in OpenAPI v3, zero values included; undefined: none. */
  readonly default: unknown;
  /** Undefined means atomic in server-side apply. */
  readonly listType: 'atomic' | 'set' | 'map' | undefined;
  readonly listMapKeys: readonly string[];
  readonly mapType: 'atomic' | 'granular' | undefined;
  /** Empty means replace in a strategic merge (structs and maps still merge). */
  readonly patchStrategies: readonly string[];
  readonly patchMergeKey: string | undefined;
  /** Name of the Go string type of the value, a key of `named` in types.json. */
  readonly named: string | undefined;
  /** Name of the Go string type of the keys of a map. */
  readonly keyNamed: string | undefined;
}

/** A Go struct that JSON flattens into its parent but protobuf nests as a message of its own. */
export interface InlineSchema {
  readonly number: number;
  readonly struct: StructSchema;
}

/** A Go union that is written as one of several JSON shapes (JSONSchemaPropsOrBool and its kin). */
export type JsonUnion = Readonly<Record<string, string>>;

/** A struct. Schemas are compiled lazily and shared: compare them by identity. */
export interface StructSchema {
  /** The OpenAPI definition name, `io.k8s.api.core.v1.ServicePort`. */
  readonly name: string;
  /** The Go type as error messages print it, `v1.ServicePort`. */
  readonly goName: string;
  /** All JSON members, those of inline structs included, in the order of their protobuf numbers. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** The members that this struct declares itself, without those of `inline`. */
  readonly ownFields: readonly FieldSchema[];
  readonly inline: readonly InlineSchema[];
  /** JSON members `apiVersion` and `kind` are allowed. */
  readonly typeMeta: boolean;
  /** The whole object has one owner in server-side apply. */
  readonly atomic: boolean;
  /** A named list: JSON is a plain list, protobuf a message with one repeated field. */
  readonly wraps: FieldSchema | undefined;
  readonly jsonUnion: JsonUnion | undefined;
  readonly unions: readonly unknown[] | undefined;
  readonly noProto: boolean;
}
