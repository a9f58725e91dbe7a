import { customMergeSchema } from '../../apimachinery/managed-fields/crd-merge-schema.ts';
import type { MergeSchema } from '../../apimachinery/managed-fields/merge-schema.ts';
import { mergeSchemaOf } from '../../apimachinery/managed-fields/struct-merge-schema.ts';
import type { StructSchema } from '../../apimachinery/schema.ts';
import type {
  CustomResourceDefinitionVersion,
  CustomResourceSubresourceScale,
} from '../../apimachinery/types.generated.ts';
import { applyDefaults, pruneNulls } from './defaulting.ts';
import type { JsonSchema } from './json-schema.ts';
import { someSchema } from './json-schema.ts';
import { prune } from './prune.ts';
import { instanceForm } from './validated-form.ts';

/** The objects of one version of a custom resource: what its definition says, ready for use. */
export class CustomType {
  /** `example.com/v1` */
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly schema: JsonSchema | undefined;
  /** Status is written through an endpoint of its own. */
  readonly hasStatus: boolean;
  readonly scale: CustomResourceSubresourceScale | undefined;
  readonly objectMeta: StructSchema;
  #mergeSchema: MergeSchema | undefined;
  #instanceSchema: JsonSchema | undefined;
  #isReadAsStored: boolean | undefined;

  constructor(
    of: { readonly group: string; readonly kind: string; readonly namespaced: boolean },
    version: CustomResourceDefinitionVersion,
    objectMeta: StructSchema,
  ) {
    this.apiVersion = `${of.group}/${version.name}`;
    this.kind = of.kind;
    this.namespaced = of.namespaced;
    this.schema = version.schema?.openAPIV3Schema as JsonSchema | undefined;
    this.hasStatus = version.subresources?.status !== undefined;
    this.scale = version.subresources?.scale;
    this.objectMeta = objectMeta;
  }

  /** The schema as objects are validated against it. */
  get instanceSchema(): JsonSchema | undefined {
    this.#instanceSchema ??= this.schema && instanceForm(this.schema);
    return this.#instanceSchema;
  }

  /** For server-side apply and the tracking of owners. */
  get mergeSchema(): MergeSchema {
    this.#mergeSchema ??= customMergeSchema(this.schema, mergeSchemaOf(this.objectMeta));
    return this.#mergeSchema;
  }

  /** No default can be missing from what was stored; fields may still have become unknown. */
  get hasDefaults(): boolean {
    this.#isReadAsStored ??=
      this.schema === undefined || !someSchema(this.schema, (each) => each.default !== undefined);
    return !this.#isReadAsStored;
  }

  /**
   * Removes what the schema does not know, and nulls where none may stand.
   * @param keepsNulls they are not looked at
   * @returns the places of unknown fields, sorted
   */
  prune(object: Record<string, unknown>, { keepsNulls = false } = {}): string[] {
    const removed = prune(object, this.schema);
    if (!keepsNulls) pruneNulls(object, this.schema);
    return removed;
  }

  applyDefaults(object: Record<string, unknown>): void {
    if (this.hasDefaults) applyDefaults(object, this.schema);
  }
}
