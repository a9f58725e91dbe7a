import type { FieldSchema, ScalarType, StructSchema } from '../../schema.ts';
import { failure } from './failures.ts';

/**
 * A place in the Go types of a document, as upstream sees it by reflection. A strategic merge asks
 * for the types only of what it merges, and refuses to go where the types do not lead.
 */
export interface GoType {
  readonly kind: GoKind;
  readonly pointer: boolean;
  /** The name of a struct type, for messages. */
  readonly name: string;
  /** Undefined for structs that are written as a scalar (times, quantities). */
  readonly struct: StructSchema | undefined;
  /** The type of the elements, where `kind` is a slice. */
  readonly element: GoType | undefined;
}

type GoKind =
  | 'bool'
  | 'float64'
  | 'int32'
  | 'int64'
  | 'map'
  | 'slice'
  | 'string'
  | 'struct'
  | 'uint8';

export interface PatchMeta {
  readonly type: GoType;
  /** The strategy besides retainKeys. Empty: lists are replaced, maps merge. */
  readonly strategy: string;
  /** Empty: the list has no merge key. */
  readonly mergeKey: string;
}

/** Kind, and name where the kind is a struct. */
const SCALARS: Readonly<Record<ScalarType, readonly [GoKind, string]>> = {
  bool: ['bool', ''],
  bytes: ['slice', ''],
  double: ['float64', ''],
  duration: ['struct', 'Duration'],
  fieldsV1: ['struct', 'FieldsV1'],
  int32: ['int32', ''],
  int64: ['int64', ''],
  intOrString: ['struct', 'IntOrString'],
  json: ['struct', 'JSON'],
  microTime: ['struct', 'MicroTime'],
  quantity: ['struct', 'Quantity'],
  rawExtension: ['struct', 'RawExtension'],
  string: ['string', ''],
  time: ['struct', 'Time'],
};

const BYTE: GoType = simple('uint8');
const TYPE_META: PatchMeta = { type: simple('string'), strategy: '', mergeKey: '' };

function simple(kind: GoKind, name = '', element?: GoType): GoType {
  return { kind, pointer: false, name, struct: undefined, element };
}

export function structType(struct: StructSchema): GoType {
  const name = struct.goName.slice(struct.goName.lastIndexOf('.') + 1);
  return { kind: 'struct', pointer: false, name, struct, element: undefined };
}

/** What Go's reflection calls the kind of a type. */
export function kindName(type: GoType): string {
  return type.pointer ? 'ptr' : type.kind;
}

/** The type and strategy of a member that is a map in the document and in the patch. */
export function lookUpMap(parent: GoType, key: string): PatchMeta {
  if (parent.kind !== 'struct') throw failure.noStruct(parent.kind);
  const field = parent.struct && findField(parent.struct, key);
  if (field !== undefined) {
    return {
      type: fieldType(field),
      strategy: field.patchStrategies.find((each) => each !== 'retainKeys') ?? '',
      mergeKey: field.patchMergeKey ?? '',
    };
  }
  const isTypeMeta = parent.struct?.typeMeta === true && (key === 'kind' || key === 'apiVersion');
  if (!isTypeMeta) throw failure.noField(parent.name, key);
  return TYPE_META;
}

/** The element type and strategy of a member that is a list. */
export function lookUpList(parent: GoType, key: string): PatchMeta {
  const meta = lookUpMap(parent, key);
  const { type } = meta;
  if (type.kind === 'slice') return { ...meta, type: type.element ?? BYTE };
  // Behind a pointer upstream takes anything, and in its message it names the parent.
  if (!type.pointer) throw failure.noList(kindName(parent));
  return { ...meta, type: { ...type, pointer: false } };
}

/** Go finds a member in any case when there is none in the exact one. */
function findField(struct: StructSchema, key: string): FieldSchema | undefined {
  const exact = struct.fields.get(key);
  if (exact !== undefined) return exact;
  const folded = key.toLowerCase();
  for (const field of struct.fields.values()) {
    if (field.name.toLowerCase() === folded) return field;
  }
  return undefined;
}

function fieldType(field: FieldSchema): GoType {
  if (field.card === 'map') return simple('map');
  if (field.card === 'list') return simple('slice', '', singleType(field));
  const type = singleType(field);
  return field.pointer ? { ...type, pointer: true } : type;
}

function singleType({ struct, scalar }: FieldSchema): GoType {
  if (struct?.wraps !== undefined) return simple('slice', '', singleType(struct.wraps));
  if (struct !== undefined) return structType(struct);
  const [kind, name] = SCALARS[scalar ?? 'string'];
  return simple(kind, name);
}
