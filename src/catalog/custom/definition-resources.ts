import { createHash } from 'node:crypto';
import type { StructSchema } from '../../apimachinery/schema.ts';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../../apimachinery/types.generated.ts';
import type { CustomResource, Resource, Subresource } from '../catalog.ts';
import type { CustomSchema } from '../openapi/custom-schema.ts';
import { CustomType } from './custom-type.ts';
import { compareVersions } from './version-order.ts';

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const SUBRESOURCE_VERBS = ['get', 'patch', 'update'];

/** The built-in types that custom resources are made with. */
export interface BuiltInTypes {
  readonly objectMeta: StructSchema;
  readonly scale: StructSchema | undefined;
}

export function conditionIsTrue({ status }: CustomResourceDefinition, type: string): boolean {
  return (status?.conditions ?? []).some((each) => each.type === type && each.status === 'True');
}

/** The resources that an established definition serves: one for each served version. */
export function resourcesOf(
  definition: CustomResourceDefinition,
  since: number,
  ended: AbortSignal,
  types: BuiltInTypes,
): Resource[] {
  const { spec, status, metadata } = definition;
  const { group, scope, versions } = spec;
  const { acceptedNames: names } = status;
  const namespaced = scope === 'Namespaced';
  const made = new Map(
    versions.map((each) => [
      each.name,
      new CustomType({ group, kind: names.kind, namespaced }, each, types.objectMeta),
    ]),
  );
  const storage = versions.find((each) => each.storage)?.name ?? '';
  const shared = {
    definition: metadata.name ?? '',
    since,
    ended,
    terminating: conditionIsTrue(definition, 'Terminating'),
    types: made,
    storageType: made.get(storage),
    conversion: spec.conversion?.strategy === 'Webhook' ? spec.conversion.webhook : undefined,
  };
  return versions.flatMap((version) => {
    const type = made.get(version.name);
    if (!version.served || type === undefined) return [];
    const custom = { ...shared, type, columns: version.additionalPrinterColumns ?? [] };
    return [resourceOf(definition, version, custom, types)];
  });
}

function resourceOf(
  { spec, status }: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
  custom: CustomResource,
  types: BuiltInTypes,
): Resource {
  const { group } = spec;
  const { acceptedNames: names } = status;
  const { kind, plural, singular = '', shortNames = [], categories = [] } = names;
  const { hasStatus, namespaced } = custom.type;
  return {
    group,
    version: version.name,
    kind,
    listKind: names.listKind ?? `${kind}List`,
    plural,
    singular,
    shortNames,
    categories,
    namespaced,
    verbs: VERBS,
    subresources: subresourcesOf(group, version, kind, types),
    fieldSelectors: {
      'metadata.name': 'metadata.name',
      ...(namespaced ? { 'metadata.namespace': 'metadata.namespace' } : {}),
      ...Object.fromEntries(selectableFields(version).map((path) => [path, path])),
    },
    createOnUpdate: false,
    unconditionalUpdate: false,
    gracefulDeletion: false,
    deleteReturnsObject: false,
    defaultPropagation: 'Background',
    // The behaviour of custom resources counts generations itself: without a status subresource,
    // the status is a part like any other.
    generation: false,
    resetFields: { main: hasStatus ? ['status'] : [], status: ['spec'] },
    // Every version is its own storage here: what is stored is converted when it is read.
    storage: [group, version.name, kind],
    storageVersionHash: storageVersionHash(spec, kind),
    deprecation: deprecationOf(spec, version, kind),
    schema: undefined,
    listSchema: undefined,
    custom,
  };
}

function subresourcesOf(
  group: string,
  { name: version, subresources }: CustomResourceDefinitionVersion,
  kind: string,
  { scale }: BuiltInTypes,
): Subresource[] {
  const made: Subresource[] = [];
  if (subresources?.status !== undefined) {
    const own = { group, version, kind, schema: undefined };
    made.push({ name: 'status', verbs: SUBRESOURCE_VERBS, ...own });
  }
  if (subresources?.scale !== undefined) {
    const own = { group: 'autoscaling', version: 'v1', kind: 'Scale', schema: scale };
    made.push({ name: 'scale', verbs: SUBRESOURCE_VERBS, ...own });
  }
  return made;
}

/** What OpenAPI publishes of a custom resource. */
export function customSchemaOf({ custom, fieldSelectors }: Resource): CustomSchema | undefined {
  if (custom === undefined) return undefined;
  return {
    schema: custom.type.schema as CustomSchema['schema'],
    selectableFields: Object.keys(fieldSelectors).filter((path) => !path.startsWith('metadata.')),
  };
}

/** JSON paths without the leading dot. */
export function selectableFields(version: CustomResourceDefinitionVersion): string[] {
  return (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, ''));
}

function storageVersionHash(
  { group, versions }: CustomResourceDefinition['spec'],
  kind: string,
): string | undefined {
  const storage = versions.find((each) => each.storage);
  if (storage === undefined) return undefined;
  const digest = createHash('sha256').update(`${group}/${storage.name}/${kind}`).digest();
  return digest.subarray(0, 8).toString('base64');
}

function deprecationOf(
  { group, versions }: CustomResourceDefinition['spec'],
  version: CustomResourceDefinitionVersion,
  kind: string,
): string | undefined {
  if (version.deprecated !== true) return undefined;
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const text = `${group}/${version.name} ${kind} is deprecated`;
  const newer = versions
    .filter(({ served, deprecated }) => served && deprecated !== true)
    .map(({ name }) => name)
    .toSorted(compareVersions)[0];
  const isNewer = newer !== undefined && compareVersions(newer, version.name) < 0;
  return isNewer ? `${text}; use ${group}/${newer} ${kind}` : text;
}
