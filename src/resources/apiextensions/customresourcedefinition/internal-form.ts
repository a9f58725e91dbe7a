import { equalJson } from '../../../apimachinery/managed-fields/equal.ts';
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  CustomResourceValidation,
  SelectableField,
} from '../../../apimachinery/types.generated.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';

import { printedSchema } from './printed-schema.ts';

/** What all versions of a definition, or one of them, say about their objects. */
export interface VersionParts {
  readonly schema: CustomResourceValidation | undefined;
  readonly subresources: CustomResourceSubresources | undefined;
  readonly additionalPrinterColumns: readonly CustomResourceColumnDefinition[];
  readonly selectableFields: readonly SelectableField[];
}

/** A definition as upstream validates it: what is the same in all versions stands outside of them. */
export interface InternalSpec {
  readonly shared: VersionParts;
  readonly versions: readonly (CustomResourceDefinitionVersion & VersionParts)[];
}

export function internalForm({ versions }: CustomResourceDefinitionSpec): InternalSpec {
  const all = versions ?? [];
  const [first] = all;
  const isShared = (key: keyof VersionParts): boolean =>
    all.every((each) => equalJson(each[key] ?? null, first?.[key] ?? null));
  const schema = isShared('schema');
  const subresources = isShared('subresources');
  const columns = isShared('additionalPrinterColumns');
  const fields = isShared('selectableFields');
  return {
    shared: {
      schema: schema ? first?.schema : undefined,
      subresources: subresources ? first?.subresources : undefined,
      additionalPrinterColumns: columns ? (first?.additionalPrinterColumns ?? []) : [],
      selectableFields: fields ? (first?.selectableFields ?? []) : [],
    },
    versions: all.map((each) => ({
      ...each,
      schema: schema ? undefined : each.schema,
      subresources: subresources ? undefined : each.subresources,
      additionalPrinterColumns: columns ? [] : (each.additionalPrinterColumns ?? []),
      selectableFields: fields ? [] : (each.selectableFields ?? []),
    })),
  };
}

/** The versions as Go prints them. */
export function printedVersions({ versions }: InternalSpec): unknown {
  return versions.map((each) => ({
    Name: each.name,
    Served: each.served ?? false,
    Storage: each.storage ?? false,
    Deprecated: each.deprecated ?? false,
    DeprecationWarning: each.deprecationWarning ?? null,
    Schema: each.schema === undefined ? null : printedValidation(each.schema),
    Subresources: each.subresources === undefined ? null : printedSubresources(each.subresources),
    AdditionalPrinterColumns: nullIfEmpty(each.additionalPrinterColumns.map(printedColumn)),
    SelectableFields: nullIfEmpty(
      each.selectableFields.map(({ jsonPath }) => ({ JSONPath: jsonPath })),
    ),
  }));
}

function printedSubresources({ status, scale }: CustomResourceSubresources): unknown {
  return {
    Status: status === undefined ? null : {},
    Scale:
      scale === undefined
        ? null
        : {
            SpecReplicasPath: scale.specReplicasPath,
            StatusReplicasPath: scale.statusReplicasPath,
            LabelSelectorPath: scale.labelSelectorPath ?? null,
          },
  };
}

function printedColumn(column: CustomResourceColumnDefinition): unknown {
  return {
    Name: column.name,
    Type: column.type,
    Format: column.format ?? '',
    Description: column.description ?? '',
    Priority: column.priority ?? 0,
    JSONPath: column.jsonPath,
  };
}

function nullIfEmpty<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

function printedValidation({ openAPIV3Schema: schema }: CustomResourceValidation): unknown {
  return { OpenAPIV3Schema: schema === undefined ? null : printedSchema(schema as JsonSchema) };
}
