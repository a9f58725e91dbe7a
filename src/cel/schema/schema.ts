/** What CEL reads of an OpenAPI schema; the schemas of CustomResourceDefinitions are such. */
export interface CelSchema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, CelSchema>>;
  readonly additionalProperties?: boolean | CelSchema;
  readonly items?: CelSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** The schema of the values of a map. */
export function valuesSchema({ additionalProperties }: CelSchema): CelSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

const TEXT: CelSchema = { type: 'string' };

/** The root of a resource always shows its type and its name, whatever its schema says. */
export function asResource(schema: CelSchema): CelSchema {
  const { properties = {} } = schema;
  const metadata = properties['metadata'];
  const isComplete =
    properties['kind']?.type === 'string' &&
    properties['apiVersion']?.type === 'string' &&
    metadata?.type === 'object' &&
    metadata.properties?.['name']?.type === 'string' &&
    metadata.properties['generateName']?.type === 'string';
  if (isComplete) return schema;
  const named = { type: 'object', properties: { name: TEXT, generateName: TEXT } };
  return {
    ...schema,
    properties: { ...properties, kind: TEXT, apiVersion: TEXT, metadata: named },
  };
}
