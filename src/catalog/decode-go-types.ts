import type { FieldSchema, ScalarType, StructSchema } from '../apimachinery/schema.ts';

const SCALARS: Readonly<Record<ScalarType, string>> = {
  bool: 'bool',
  bytes: '[]uint8',
  double: 'float64',
  duration: 'v1.Duration',
  fieldsV1: 'v1.FieldsV1',
  int32: 'int32',
  int64: 'int64',
  intOrString: 'intstr.IntOrString',
  json: 'v1.JSON',
  microTime: 'v1.MicroTime',
  quantity: 'resource.Quantity',
  rawExtension: 'runtime.RawExtension',
  string: 'string',
  time: 'v1.Time',
};

/** The Go type of one element of a field, as error messages print it. */
export function goElementType(field: FieldSchema): string {
  if (field.struct !== undefined) return field.struct.goName;
  if (field.named !== undefined) return packaged(field.named);
  return SCALARS[field.scalar ?? 'string'];
}

/** The Go type of a whole field: `[]v1.Container`, `map[string]string`, `v1.ResourceList`. */
export function goFieldType(owner: StructSchema, field: FieldSchema): string {
  const element = goElementType(field);
  if (field.card === 'single') return element;
  if (field.card === 'list') return `[]${element}`;
  const key = field.keyNamed === undefined ? 'string' : packaged(field.keyNamed);
  if (key === 'v1.ResourceName' && field.scalar === 'quantity') return 'v1.ResourceList';
  return NAMED_MAPS[`${owner.goName}.${field.name}`] ?? `map[${key}]${element}`;
}

const NAMED_MAPS: Readonly<Record<string, string>> = {
  'v1.JSONSchemaProps.definitions': 'v1.JSONSchemaDefinitions',
  'v1.JSONSchemaProps.dependencies': 'v1.JSONSchemaDependencies',
};

/** `io.k8s.api.core.v1.Protocol` is `v1.Protocol` to Go. */
function packaged(name: string): string {
  return name.split('.').slice(-2).join('.');
}
