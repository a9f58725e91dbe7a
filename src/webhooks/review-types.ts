import { SchemaSet } from '../catalog/compile.ts';
import type { FieldData, TypeData, TypesData } from '../catalog/types-data.ts';

const STRING: FieldData = { type: 'string', omitempty: true };
const STATUS = 'k8s.io.apimachinery.pkg.apis.meta.v1.Status';
const META = 'k8s.io.apimachinery.pkg.apis.meta.v1';

/** The answers' half of reviews: nobody sends them to a server, so the catalog does not have them. */
const TYPES: Readonly<Record<string, TypeData>> = {
  [STATUS]: {
    typeMeta: true,
    fields: {
      metadata: { ref: `${META}.ListMeta` },
      status: STRING,
      message: STRING,
      reason: { ...STRING, named: `${META}.StatusReason` },
      details: { ref: `${META}.StatusDetails`, ptr: true, omitempty: true },
      code: { type: 'int32', omitempty: true },
    },
  },
  [`${META}.ListMeta`]: {
    fields: {
      selfLink: STRING,
      resourceVersion: STRING,
      continue: STRING,
      remainingItemCount: { type: 'int64', ptr: true, omitempty: true },
    },
  },
  [`${META}.StatusDetails`]: {
    fields: {
      name: STRING,
      group: STRING,
      kind: STRING,
      uid: { ...STRING, named: 'k8s.io.apimachinery.pkg.types.UID' },
      causes: { ref: `${META}.StatusCause`, card: 'list', omitempty: true },
      retryAfterSeconds: { type: 'int32', omitempty: true },
    },
  },
  [`${META}.StatusCause`]: {
    fields: { reason: { ...STRING, named: `${META}.CauseType` }, message: STRING, field: STRING },
  },
  ...admission('v1'),
  ...admission('v1beta1'),
  ...conversion('v1'),
  ...conversion('v1beta1'),
};

function admission(version: string): Readonly<Record<string, TypeData>> {
  const packaged = `k8s.io.api.admission.${version}`;
  return {
    [`${packaged}.AdmissionReview`]: {
      typeMeta: true,
      fields: { response: { ref: `${packaged}.AdmissionResponse`, ptr: true, omitempty: true } },
    },
    [`${packaged}.AdmissionResponse`]: {
      fields: {
        uid: { type: 'string', named: 'k8s.io.apimachinery.pkg.types.UID' },
        allowed: { type: 'bool' },
        status: { ref: STATUS, ptr: true, omitempty: true },
        patch: { type: 'bytes', omitempty: true },
        patchType: { type: 'string', ptr: true, omitempty: true, named: `${packaged}.PatchType` },
        auditAnnotations: { type: 'string', card: 'map', omitempty: true },
        warnings: { type: 'string', card: 'list', omitempty: true },
      },
    },
  };
}

function conversion(version: string): Readonly<Record<string, TypeData>> {
  const packaged = `k8s.io.apiextensions-apiserver.pkg.apis.apiextensions.${version}`;
  return {
    [`${packaged}.ConversionReview`]: {
      typeMeta: true,
      fields: { response: { ref: `${packaged}.ConversionResponse`, ptr: true, omitempty: true } },
    },
    [`${packaged}.ConversionResponse`]: {
      fields: {
        uid: { type: 'string', named: 'k8s.io.apimachinery.pkg.types.UID' },
        convertedObjects: { type: 'rawExtension', card: 'list' },
        result: { ref: STATUS },
      },
    },
  };
}

const DATA: TypesData = { types: TYPES, scalars: {}, named: {} };
const schemas = new SchemaSet(DATA);

export const statusSchema = schemas.get(STATUS);

/** A kind of reviews that webhooks take, in the versions that this server knows. */
export interface ReviewKind {
  readonly group: string;
  readonly kind: string;
  readonly schema: (version: string) => ReturnType<SchemaSet['get']>;
}

export const ADMISSION_REVIEW: ReviewKind = {
  group: 'admission.k8s.io',
  kind: 'AdmissionReview',
  schema: (version) => schemas.get(`k8s.io.api.admission.${version}.AdmissionReview`),
};

export const CONVERSION_REVIEW: ReviewKind = {
  group: 'apiextensions.k8s.io',
  kind: 'ConversionReview',
  schema: (version) =>
    schemas.get(
      `k8s.io.apiextensions-apiserver.pkg.apis.apiextensions.${version}.ConversionReview`,
    ),
};

const VERSIONS = ['v1', 'v1beta1'];

/** The first of the versions that both sides know. */
export function reviewVersion(versions: readonly string[] = []): string | undefined {
  return versions.find((each) => VERSIONS.includes(each));
}
