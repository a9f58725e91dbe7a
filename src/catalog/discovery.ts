import type { StructSchema } from '../apimachinery/schema.ts';
import type { APIVersions } from '../apimachinery/types.generated.ts';
import type { ApiGroup, Catalog } from './catalog.ts';
import type { AggregatedSource, DiscoveryRoot } from './discovery-aggregated.ts';
import { aggregatedDiscovery, aggregatedETag } from './discovery-aggregated.ts';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from './discovery-legacy.ts';
import type { Registrations } from './registrations.ts';
import { aggregatedGroups, legacyGroups } from './served-groups.ts';

/** A document about what is served. It is shared: do not change its object. */
export interface DiscoveryDocument {
  readonly object: object;
  /** JSON as one line, without the line feed behind it. */
  readonly text: string;
  /** For the protobuf form. */
  readonly schema: StructSchema;
  /** With quotes, as the header has it; only of aggregated documents. */
  readonly etag: string | undefined;
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const AGGREGATED = 'io.k8s.api.apidiscovery.v2.APIGroupDiscoveryList';

/** The discovery documents, each made when it is first asked for and kept until the catalog changes. */
export class Discovery {
  readonly #catalog: Catalog;
  readonly #registrations: Registrations | undefined;
  readonly #documents = new Map<string, DiscoveryDocument | undefined>();
  #groups: readonly ApiGroup[] = [];
  #generation = '';

  /** @param registrations undefined: nobody serves but this server */
  constructor(catalog: Catalog, registrations?: Registrations) {
    this.#catalog = catalog;
    this.#registrations = registrations;
  }

  /** All groups with their versions, other servers' included. */
  get groups(): readonly ApiGroup[] {
    this.#forgetWhenChanged();
    return this.#groups;
  }

  /**
   * `/api`. Not kept: the address may differ from request to request.
   * @param serverAddress host and port where clients reach this server
   */
  apiVersions(serverAddress: string): DiscoveryDocument {
    const object: APIVersions = apiVersions(serverAddress);
    return this.#document(object, `${META}APIVersions`);
  }

  /** `/apis` */
  groupList(): DiscoveryDocument {
    const document = this.#kept('groups', () =>
      this.#document(apiGroupList(this.groups), `${META}APIGroupList`),
    );
    return document as DiscoveryDocument;
  }

  /** `/apis/<group>` */
  group(name: string): DiscoveryDocument | undefined {
    if (!this.groups.some(({ group }) => group === name)) return undefined;
    return this.#kept(`group ${name}`, () => {
      const object = apiGroup(this.groups, name);
      return object && this.#document(object, `${META}APIGroup`);
    });
  }

  /** `/api/v1` and `/apis/<group>/<version>` */
  resourceList(group: string, version: string): DiscoveryDocument | undefined {
    if (!this.#catalog.serves(group, version)) return undefined;
    return this.#kept(`resources ${group}/${version}`, () => {
      const object = apiResourceList(this.#catalog, group, version);
      return object && this.#document(object, `${META}APIResourceList`);
    });
  }

  /** `/api` and `/apis` for clients that ask for everything at once. */
  aggregated(root: DiscoveryRoot): DiscoveryDocument {
    const document = this.#kept(`aggregated ${root}`, () => {
      const object = aggregatedDiscovery(this.#catalog, root, this.#aggregatedSource());
      return { ...this.#document(object, AGGREGATED), etag: aggregatedETag(object) };
    });
    return document as DiscoveryDocument;
  }

  /** Only names that exist come here, so the map stays as small as the catalog. */
  #kept(name: string, make: () => DiscoveryDocument | undefined): DiscoveryDocument | undefined {
    this.#forgetWhenChanged();
    let document = this.#documents.get(name);
    if (document === undefined) {
      document = make();
      this.#documents.set(name, document);
    }
    return document;
  }

  #forgetWhenChanged(): void {
    const generation = `${this.#catalog.generation}/${this.#registrations?.generation}`;
    if (this.#generation === generation) return;
    this.#generation = generation;
    this.#documents.clear();
    this.#groups =
      this.#registrations === undefined
        ? this.#catalog.groups
        : legacyGroups(this.#catalog, this.#registrations);
  }

  #aggregatedSource(): AggregatedSource {
    if (this.#registrations === undefined) return { groups: this.#catalog.groups, remote: [] };
    const groups = aggregatedGroups(this.#catalog, this.#registrations);
    const [core] = this.#catalog.groups.filter(({ group }) => group === '');
    return {
      groups: core === undefined ? groups : [core, ...groups],
      remote: this.#registrations.remote(),
    };
  }

  #document(object: object, type: string): DiscoveryDocument {
    return {
      object,
      text: JSON.stringify(object),
      schema: this.#catalog.schemas.get(type),
      etag: undefined,
    };
  }
}
