import type { StructLookup, StructType } from '../environment.ts';
import { RESERVED } from '../identifiers.ts';
import type { CelType } from '../types/type.ts';
import * as type from '../types/type.ts';
import { escapeProperty } from './escaping.ts';
import type { CelSchema } from './schema.ts';
import { asResource, valuesSchema } from './schema.ts';

/** Of the largest request; every estimate of sizes ends there. */
export const REQUEST_BYTES_MAX = 3 * 1024 * 1024;

/** The type of a place in a schema with what estimates of costs need to know. */
export interface DeclaredType {
  readonly type: CelType;
  /** The most that it can hold: characters, items or entries. */
  readonly elementsMax: number;
  /** The fewest bytes of JSON it takes. */
  readonly bytesMin: number;
  /** Of lists and maps. */
  readonly element: DeclaredType | undefined;
  /** Of objects, by the names that expressions use. */
  readonly fields: ReadonlyMap<string, DeclaredType> | undefined;
  /** Of maps whose keys are known to be short. */
  readonly key?: DeclaredType;
  /** What a select of any other name finds. */
  readonly anyMember?: DeclaredType;
}

const simple = (of: CelType, bytesMin: number, elementsMax = 0): DeclaredType => ({
  type: of,
  elementsMax,
  bytesMin,
  element: undefined,
  fields: undefined,
});

/** Quotation marks are no characters. */
const TEXT_MAX = REQUEST_BYTES_MAX - 2;
const DATE_BYTES = 12;
/** A code point takes up to four bytes. */
const BYTES_PER_CHARACTER = 4;

/** The object types of one schema, by their names; the root is called `name`. */
export class DeclaredTypes {
  readonly root: DeclaredType | undefined;
  readonly #structs = new Map<string, StructType>();

  constructor(schema: CelSchema, name: string, isResource: boolean) {
    this.root = this.#declare(schema, name, isResource);
  }

  readonly lookup: StructLookup = (name) => this.#structs.get(name);

  /** Undefined: expressions are not shown the value. */
  #declare(given: CelSchema, name: string, isResource: boolean): DeclaredType | undefined {
    if (given['x-kubernetes-int-or-string'] === true) {
      return simple(type.DYN, 1, boundedText(given) ?? TEXT_MAX);
    }
    const schema = isResource ? asResource(given) : given;
    switch (schema.type ?? '') {
      case 'array':
        return this.#list(schema, name);
      case 'object':
        return this.#object(schema, name);
      case 'string':
        return textType(schema);
      case 'boolean':
        return simple(type.BOOL, 4);
      case 'number':
        return simple(type.DOUBLE, 1);
      case 'integer':
        return simple(type.INT, 1);
      default:
        return undefined;
    }
  }

  #inside(schema: CelSchema, name: string): DeclaredType | undefined {
    return this.#declare(schema, name, schema['x-kubernetes-embedded-resource'] === true);
  }

  #list({ items, maxItems }: CelSchema, name: string): DeclaredType | undefined {
    const element = items && this.#inside(items, `${name}.@idx`);
    if (element === undefined) return undefined;
    const most = Math.trunc((REQUEST_BYTES_MAX - 2) / (element.bytesMin + 1));
    return {
      type: type.listOf(element.type),
      elementsMax: maxItems === undefined ? most : Math.max(maxItems, 0),
      bytesMin: 2,
      element,
      fields: undefined,
    };
  }

  #object(schema: CelSchema, name: string): DeclaredType | undefined {
    const values = valuesSchema(schema);
    return values === undefined ? this.#struct(schema, name) : this.#map(schema, values, name);
  }

  #map({ maxProperties }: CelSchema, values: CelSchema, name: string): DeclaredType | undefined {
    const element = this.#inside(values, `${name}.@elem`);
    if (element === undefined) return undefined;
    const most = Math.trunc((REQUEST_BYTES_MAX - 2) / (element.bytesMin + 6));
    return {
      type: type.mapOf(type.STRING, element.type),
      elementsMax: maxProperties === undefined ? most : Math.max(maxProperties, 0),
      bytesMin: 2,
      element,
      fields: undefined,
    };
  }

  #struct({ properties = {}, required = [] }: CelSchema, name: string): DeclaredType {
    const fields = new Map<string, DeclaredType>();
    let bytesMin = 2;
    for (const [property, schema] of Object.entries(properties)) {
      const field = escapeProperty(property);
      const declared = this.#inside(schema, `${name}.${field ?? property}`);
      if (declared === undefined) continue;
      if (field !== undefined) fields.set(field, declared);
      if (required.includes(property) && schema.default === undefined) {
        bytesMin += Buffer.byteLength(property) + declared.bytesMin + 4;
      }
    }
    const field = (asked: string): CelType | undefined =>
      (fields.get(asked) ?? (RESERVED.has(asked) ? fields.get(`__${asked}__`) : undefined))?.type;
    this.#structs.set(name, { name, field });
    return { type: type.struct(name), elementsMax: 0, bytesMin, element: undefined, fields };
  }
}

function boundedText({ maxLength }: CelSchema): number | undefined {
  return maxLength === undefined ? undefined : Math.max(maxLength, 0) * BYTES_PER_CHARACTER;
}

function textType(schema: CelSchema): DeclaredType {
  switch (schema.format ?? '') {
    case 'byte': {
      const { maxLength } = schema;
      return simple(type.BYTES, 2, maxLength === undefined ? TEXT_MAX : Math.max(maxLength, 0));
    }
    case 'duration':
      return simple(type.DURATION, 3, 32);
    case 'date':
      return simple(type.TIMESTAMP, DATE_BYTES, DATE_BYTES);
    case 'date-time':
      return simple(type.TIMESTAMP, 21, 32);
    default: {
      const { enum: values = [] } = schema;
      const longest = Math.max(0, ...values.map((value) => textBytes(value)));
      const most = values.length > 0 ? longest : TEXT_MAX;
      return simple(type.STRING, 2, boundedText(schema) ?? most);
    }
  }
}

function textBytes(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : 0;
}
