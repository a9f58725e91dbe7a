import type { FieldSchema, ScalarType, StructSchema } from '../../apimachinery/schema.ts';

/** How the value of a field stands on the wire; `nested` is a message that JSON shows as no object. */
export type Shape =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'int32'
  | 'int64'
  | 'message'
  | 'nested'
  | 'string';

/** What a nested message is in JSON. */
export type Nested =
  | 'duration'
  | 'intOrString'
  | 'jsonObject'
  | 'jsonText'
  | 'microTime'
  | 'quantity'
  | 'time'
  | 'union'
  | 'wrapper';
export type Count = 'one' | 'list' | 'map';

/** What stands in canonical JSON for a member that the wire does not have. */
export type Absent = 'nothing' | 'null' | 'zero';

const WIRE_TYPES: Readonly<Partial<Record<Shape, number>>> = {
  bool: 0,
  int32: 0,
  int64: 0,
  double: 1,
};
const PRIMITIVES: ReadonlySet<Shape> = new Set(['bool', 'double', 'int32', 'int64', 'string']);
const NESTED: Readonly<Partial<Record<ScalarType, Nested>>> = {
  duration: 'duration',
  fieldsV1: 'jsonObject',
  intOrString: 'intOrString',
  json: 'jsonText',
  microTime: 'microTime',
  quantity: 'quantity',
  rawExtension: 'jsonText',
  time: 'time',
};

/** One field of a protobuf message, with all that encoder and decoder ask about it. */
export class PartPlan {
  readonly number: number;
  readonly name: string;
  /** As upstream's decoder names the field in its errors. */
  readonly goName: string;
  readonly shape: Shape;
  /** Only of the shape `nested`. */
  readonly nested: Nested | undefined;
  /** A message whose members JSON shows in the object around it. */
  readonly inline: boolean;
  readonly count: Count;
  readonly wireType: number;
  /** Number and wire type as they stand on the wire. */
  readonly key: number;
  /** Nothing is written for a member that the object does not have. */
  readonly optional: boolean;
  /** A zero value is left out of the JSON. */
  readonly dropsZero: boolean;
  readonly dropsNull: boolean;
  readonly absent: Absent;
  readonly #struct: StructSchema | undefined;
  #message: MessagePlan | undefined;

  constructor(field: FieldSchema) {
    const inline = isInline(field);
    const nested = nestedOf(field);
    const shape = shapeOf(field, nested);
    const count = field.card === 'single' ? 'one' : field.card;
    const plain = count === 'one' && !field.pointer;
    this.number = field.number;
    this.name = field.name;
    this.goName = goNameOf(field);
    this.shape = shape;
    this.nested = nested;
    this.inline = inline;
    this.count = count;
    this.wireType = count === 'map' ? 2 : (WIRE_TYPES[shape] ?? 2);
    this.key = field.number * 8 + this.wireType;
    this.optional = !plain || shape === 'bytes' || nested === 'wrapper';
    this.dropsZero = plain && field.omitEmpty && (PRIMITIVES.has(shape) || shape === 'bytes');
    this.dropsNull = field.omitZero;
    this.absent = inline ? 'nothing' : absentOf(field, { shape, nested, plain });
    this.#struct = field.struct;
  }

  /** The plan of the nested message; only for shapes that have one. */
  get message(): MessagePlan {
    if (this.#message === undefined) {
      if (this.#struct === undefined) throw new Error(`field ${this.name} is no message`);
      this.#message = planOf(this.#struct);
    }
    return this.#message;
  }
}

/** A message as the wire has it, and what its JSON form must have besides. */
export class MessagePlan {
  readonly name: string;
  readonly schema: StructSchema;
  /** Fields and inline messages, ascending by number. */
  readonly parts: readonly PartPlan[];
  /** The same by number, with holes. */
  readonly byNumber: readonly (PartPlan | undefined)[];
  #always: readonly PartPlan[] | undefined;

  constructor(schema: StructSchema) {
    if (schema.noProto) throw new Error(`${schema.goName} has no protobuf form`);
    this.name = schema.name.slice(schema.name.lastIndexOf('.') + 1);
    this.schema = schema;
    this.parts =
      schema.wraps === undefined
        ? [
            ...schema.ownFields.map((field) => new PartPlan(field)),
            ...schema.inline.map((inline) => new PartPlan(inlineField(inline))),
          ].toSorted((a, b) => a.number - b.number)
        : [new PartPlan(schema.wraps)];
    const byNumber: (PartPlan | undefined)[] = [];
    for (const part of this.parts) byNumber[part.number] = part;
    this.byNumber = byNumber;
  }

  /** Members that the JSON form has even when the wire has not; those of inline messages too. */
  get always(): readonly PartPlan[] {
    this.#always ??= this.parts.flatMap((part) =>
      part.inline ? part.message.always : part.absent === 'nothing' ? [] : [part],
    );
    return this.#always;
  }
}

const plans = new WeakMap<StructSchema, MessagePlan>();

/** The plan of a schema, made when it is first asked for. */
export function planOf(schema: StructSchema): MessagePlan {
  const known = plans.get(schema);
  if (known !== undefined) return known;
  const plan = new MessagePlan(schema);
  plans.set(schema, plan);
  return plan;
}

function nestedOf(field: FieldSchema): Nested | undefined {
  if (field.scalar !== undefined) return NESTED[field.scalar];
  if (field.struct?.wraps !== undefined) return 'wrapper';
  return field.struct?.jsonUnion === undefined ? undefined : 'union';
}

function shapeOf(field: FieldSchema, nested: Nested | undefined): Shape {
  if (nested !== undefined) return 'nested';
  // What is no nested scalar is one of the shapes.
  return field.scalar === undefined ? 'message' : (field.scalar as Shape);
}

function absentOf(
  field: FieldSchema,
  { shape, nested, plain }: { shape: Shape; nested: Nested | undefined; plain: boolean },
): Absent {
  if (field.omitZero) return 'nothing';
  if (!plain || shape === 'bytes' || nested === 'wrapper') {
    return field.omitEmpty ? 'nothing' : 'null';
  }
  // omitempty never leaves out a struct, and Quantity, IntOrString and Time are structs in Go.
  return PRIMITIVES.has(shape) && field.omitEmpty ? 'nothing' : 'zero';
}

const INLINE = '(inline)';

function isInline(field: FieldSchema): boolean {
  return field.name === INLINE;
}

function inlineField({ number, struct }: { number: number; struct: StructSchema }): FieldSchema {
  return { ...handMade(INLINE, number, undefined), struct };
}

/** The plan of a message behind a scalar, such as the one of Time, from its fields. */
export function handMadePlan(
  name: string,
  fields: readonly (readonly [
    name: string,
    number: number,
    scalar: ScalarType,
    pointer?: 'pointer',
  ])[],
): MessagePlan {
  const ownFields = fields.map(([field, number, scalar, pointer]) => ({
    ...handMade(field, number, scalar),
    pointer: pointer !== undefined,
  }));
  return new MessagePlan({
    name,
    goName: name,
    fields: new Map(ownFields.map((field) => [field.name, field])),
    ownFields,
    inline: [],
    typeMeta: false,
    atomic: false,
    wraps: undefined,
    jsonUnion: undefined,
    unions: undefined,
    noProto: false,
  });
}

function handMade(name: string, number: number, scalar: ScalarType | undefined): FieldSchema {
  return {
    name,
    number,
    card: 'single',
    scalar,
    struct: undefined,
    pointer: false,
    omitEmpty: false,
    omitZero: false,
    required: false,
    default: undefined,
    listType: undefined,
    listMapKeys: [],
    mapType: undefined,
    patchStrategies: [],
    patchMergeKey: undefined,
    named: undefined,
    keyNamed: undefined,
  };
}

/** Words that Go writes in capitals when a field name begins with them. */
const INITIALISM =
  /^(?:api|ca|cidr|csi|dns|fs|gmsa|grpc|http|id|ip|json|os|qos|se|ssl|tcp|tls|ttl|tty|uid|url)(?=s?(?:[A-Z]|$))/;

function goNameOf(field: FieldSchema): string {
  const { name, struct } = field;
  if (isInline(field) || (name === 'metadata' && struct !== undefined)) {
    return struct?.name.slice(struct.name.lastIndexOf('.') + 1) ?? name;
  }
  const initialism = INITIALISM.exec(name)?.[0];
  if (initialism !== undefined) return initialism.toUpperCase() + name.slice(initialism.length);
  return name
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^./, (letter) => letter.toUpperCase());
}
