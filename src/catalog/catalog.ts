import { readFileSync } from 'node:fs';
import type { GroupResource } from '../apimachinery/errors.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import type {
  CustomResourceColumnDefinition,
  WebhookConversion,
} from '../apimachinery/types.generated.ts';
import { SchemaSet } from './compile.ts';
import type { CustomType } from './custom/custom-type.ts';
import type { TypesData } from './types-data.ts';

/** One served resource in one version: a row of `resources.json`, or a version of a CRD. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly Subresource[];
  /** Label → JSON path in this version's object; null: accepted but never set; a list: the first non-empty wins. */
  readonly fieldSelectors: Readonly<Record<string, string | readonly string[] | null>>;
  readonly createOnUpdate: boolean;
  readonly unconditionalUpdate: boolean;
  readonly gracefulDeletion: boolean;
  readonly deleteReturnsObject: boolean;
  readonly defaultPropagation: 'Background' | 'Orphan' | 'Unsupported';
  readonly generation: boolean;
  readonly resetFields: Readonly<Record<string, readonly string[]>>;
  /** Group, version and kind of the stored form. Resources of one storage share their objects. */
  readonly storage: readonly [string, string, string];
  readonly storageVersionHash: string | undefined;
  /** A warning on every request to the resource. */
  readonly deprecation: string | undefined;
  /** Undefined for custom resources, which have schemas of their own. */
  readonly schema: StructSchema | undefined;
  readonly listSchema: StructSchema | undefined;
  /** Present on resources that a CustomResourceDefinition added. */
  readonly custom: CustomResource | undefined;
}

/** What only a custom resource has; the room of CRDs fills it. */
export interface CustomResource {
  /** The name of the CustomResourceDefinition. */
  readonly definition: string;
  /** The additional printer columns of this version. */
  readonly columns: readonly CustomResourceColumnDefinition[];
  /** What the objects of this version look like. */
  readonly type: CustomType;
  /** All versions by name, those that are not served included. */
  readonly types: ReadonlyMap<string, CustomType>;
  /** The version that writes are stored in. */
  readonly storageType: CustomType | undefined;
  /** Who converts between the versions; undefined: they differ in name only. */
  readonly conversion: WebhookConversion | undefined;
  /** The revision at which the resource began: no watch goes back further. */
  readonly since: number;
  /** Aborted when the resource ends, and its watches with it. */
  readonly ended: AbortSignal;
  /** The definition is being deleted: nothing new is created. */
  readonly terminating: boolean;
}

export interface Subresource {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly schema: StructSchema | undefined;
}

export interface ApiGroup {
  readonly group: string;
  readonly preferred: string;
  readonly versions: readonly string[];
}

interface ResourceRow {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind?: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly type: string;
  readonly listType?: string;
  readonly createOnUpdate?: boolean;
  readonly unconditionalUpdate?: boolean;
  readonly gracefulDeletion?: boolean;
  readonly deleteReturnsObject?: boolean;
  readonly defaultPropagation?: 'Background' | 'Orphan' | 'Unsupported';
  readonly generation?: boolean;
  readonly fieldSelectors: Readonly<Record<string, string | readonly string[] | null>>;
  readonly resetFields?: Readonly<Record<string, readonly string[]>>;
  readonly storage?: readonly [string, string, string];
  readonly storageVersionHash?: string;
  readonly subresources: readonly {
    readonly name: string;
    readonly group: string;
    readonly version: string;
    readonly kind: string;
    readonly type?: string;
    readonly verbs: readonly string[];
  }[];
}

interface ResourcesData {
  readonly release: string;
  readonly groups: readonly ApiGroup[];
  readonly resources: readonly ResourceRow[];
}

/**
 * Every kind that the server knows, and where it is served. Built-in rows come from
 * `openapi/kubernetes`; CRDs add and remove entries at run time, and `generation` counts that.
 */
export class Catalog {
  readonly schemas: SchemaSet;
  readonly release: string;
  /** The raw types.json, for those who publish it (OpenAPI, protobuf). */
  readonly types: TypesData;
  #groups: readonly ApiGroup[];
  readonly #resources = new Map<string, Resource>();
  readonly #byKind = new Map<string, Resource>();
  #types: Map<string, string> | undefined;
  #generation = 0;

  constructor(types: TypesData, data: ResourcesData) {
    this.types = types;
    this.schemas = new SchemaSet(types);
    this.release = data.release;
    this.#groups = data.groups;
    for (const row of data.resources) this.#add(builtIn(row, this.schemas));
  }

  /** Raised by every change of what is served. */
  get generation(): number {
    return this.#generation;
  }

  /** In discovery order. */
  get groups(): readonly ApiGroup[] {
    return this.#groups;
  }

  /** All resources of one group version, sorted by name. */
  resourcesOf(group: string, version: string): Resource[] {
    return [...this.#resources.values()]
      .filter((each) => each.group === group && each.version === version)
      .toSorted((a, b) => (a.plural < b.plural ? -1 : 1));
  }

  all(): IterableIterator<Resource> {
    return this.#resources.values();
  }

  /** Whether a group is Kubernetes' own; unknown paths in others are plain pages. */
  isBuiltIn(group: string): boolean {
    for (const each of this.#resources.values()) {
      if (each.group === group && each.custom === undefined) return true;
    }
    return false;
  }

  serves(group: string, version: string): boolean {
    return this.#groups.some((each) => each.group === group && each.versions.includes(version));
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#resources.get(`${group}/${version}/${plural}`);
  }

  findKind(group: string, version: string, kind: string): Resource | undefined {
    return this.#byKind.get(`${group}/${version}/${kind}`);
  }

  /** The type of a kind, served as a resource or not (`Scale`, `DeleteOptions`). */
  schemaOf(group: string, version: string, kind: string): StructSchema | undefined {
    const served = this.findKind(group, version, kind);
    if (served !== undefined) return served.schema;
    if (this.#types === undefined) {
      this.#types = new Map();
      for (const [name, { gvk }] of Object.entries(this.types.types)) {
        if (gvk === undefined) continue;
        const [typeGroup, typeVersion, typeKind] =
          gvk === 'every' ? ['', '', name.split('.').at(-1)] : gvk;
        this.#types.set(`${typeGroup}/${typeVersion}/${typeKind}`, name);
      }
    }
    const name = this.#types.get(`${group}/${version}/${kind}`) ?? this.#types.get(`//${kind}`);
    return name === undefined ? undefined : this.schemas.get(name);
  }

  /** Any served version of a resource; the storage version where it is served. */
  findStorage(of: GroupResource): Resource | undefined {
    let found: Resource | undefined;
    for (const each of this.#resources.values()) {
      if (each.group !== of.group || each.plural !== of.resource) continue;
      if (each.version === each.storage[1] && each.group === each.storage[0]) return each;
      found ??= each;
    }
    return found;
  }

  /** Serves more resources (a CRD was established) or other groups than before. */
  replaceCustom(
    groups: readonly ApiGroup[],
    remove: readonly Resource[],
    add: readonly Resource[],
  ): void {
    for (const each of remove) {
      this.#resources.delete(`${each.group}/${each.version}/${each.plural}`);
      this.#byKind.delete(`${each.group}/${each.version}/${each.kind}`);
    }
    for (const each of add) this.#add(each);
    this.#groups = groups;
    this.#generation++;
  }

  #add(resource: Resource): void {
    this.#resources.set(`${resource.group}/${resource.version}/${resource.plural}`, resource);
    this.#byKind.set(`${resource.group}/${resource.version}/${resource.kind}`, resource);
  }
}

/** What 1.34 warns of, by version and kind of the core group. */
const DEPRECATIONS: Readonly<Record<string, string>> = {
  'v1/Endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  'v1/ComponentStatus': 'v1 ComponentStatus is deprecated in v1.19+',
};

function builtIn(row: ResourceRow, schemas: SchemaSet): Resource {
  const { type, listType, subresources, ...facts } = row;
  return {
    ...facts,
    listKind: row.listKind ?? `${row.kind}List`,
    createOnUpdate: row.createOnUpdate ?? false,
    unconditionalUpdate: row.unconditionalUpdate ?? false,
    gracefulDeletion: row.gracefulDeletion ?? false,
    deleteReturnsObject: row.deleteReturnsObject ?? false,
    defaultPropagation: row.defaultPropagation ?? 'Unsupported',
    generation: row.generation ?? false,
    resetFields: row.resetFields ?? {},
    storage: row.storage ?? [row.group, row.version, row.kind],
    storageVersionHash: row.storageVersionHash,
    schema: schemas.get(type),
    listSchema: listType === undefined ? undefined : schemas.get(listType),
    deprecation: DEPRECATIONS[`${row.version}/${row.kind}`],
    custom: undefined,
    subresources: subresources.map((each) => ({
      name: each.name,
      group: each.group,
      version: each.version,
      kind: each.kind,
      verbs: each.verbs,
      schema: each.type === undefined ? undefined : schemas.get(each.type),
    })),
  };
}

/** @param folder `openapi/kubernetes` of the package, ending in a slash */
export function loadCatalog(folder: URL): Catalog {
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  return new Catalog(read('types.json') as TypesData, read('resources.json') as ResourcesData);
}
