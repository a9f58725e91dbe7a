import type { GroupKind, GroupResource } from '../apimachinery/errors.ts';
import type { OtherVersion } from '../apimachinery/managed-fields/ownership.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { Catalog, Resource } from '../catalog/catalog.ts';
import type { Entry } from '../store/store.ts';
import type { Behaviour } from './definition.ts';
import { defineBehaviour } from './definition.ts';
import { copyOf, customItemOf, Item, itemOf, loadCustomItems } from './item.ts';

/** Conversion between a served version and the stored one, for kinds whose versions differ in shape. */
export interface Conversion {
  /** May change and return its argument. */
  toStorage(object: AnyObject): AnyObject;
  /** May change and return its argument. */
  fromStorage(object: AnyObject): AnyObject;
}

/**
 * How objects of a custom resource are kept. Their text in the store begins with the apiVersion in
 * which it was written, because another version of the definition may read it.
 */
export interface CustomStorage {
  /** May change its argument; gives what is to be stored. A promise where a webhook converts. */
  encode(object: AnyObject): AnyObject | Promise<AnyObject>;
  /** The object in the version of the resource. May change and return its argument. */
  readonly decode: (stored: AnyObject) => AnyObject;
  /** Only `decodeAll` can decode what was written in this version. */
  needsWebhook(apiVersion: string | undefined): boolean;
  /** `decode` for several, by way of the webhook where one converts. May change its arguments. */
  decodeAll(stored: readonly AnyObject[]): Promise<AnyObject[]>;
  /** An object of the resource's version in another version; neither says its type. Changes nothing. */
  convert(object: AnyObject, apiVersion: string): AnyObject | Promise<AnyObject>;
}

/** What the room of custom resources knows of one of them. */
export interface CustomKind {
  readonly behaviour: Behaviour;
  readonly storage: CustomStorage;
}

const SAME: Conversion = { toStorage: (object) => object, fromStorage: (object) => object };

/** One served resource together with all that the registry needs to know about its kind. */
export interface Kind {
  readonly resource: Resource;
  readonly storage: Resource;
  readonly behaviour: Behaviour;
  readonly conversion: Conversion;
  /** As error messages name it. */
  readonly groupResource: GroupResource;
  /** As validation errors name it: always the stored group. */
  readonly errorKind: GroupKind;
  /** Present on custom resources. */
  readonly custom: CustomStorage | undefined;
  item(entry: Entry): Item;
  /**
   * Makes `item` and `stored` work for these entries; undefined: they always do. Kinds whose
   * versions a webhook converts wait for it here, once for many. Lists and watches keep what it made
   * of an entry; who reads or writes one object asks for it `again`, as upstream does.
   */
  readonly load: ((entries: readonly Entry[], again?: boolean) => Promise<void>) | undefined;
  /** The kind in another served version, for entries of managedFields; undefined: there is none. */
  readonly otherVersion: ((apiVersion: string) => OtherVersion | undefined) | undefined;
  /** The entry in the stored version. */
  stored(entry: Entry): Item;
}

/** The item without what its kind conceals. */
export function shown({ behaviour: { concealed } }: Kind, item: Item): Item {
  if (concealed === undefined || !item.text.includes(concealed.marker)) return item;
  return item.form('shown', () => {
    const copy = item.copy();
    concealed.conceal(copy);
    return Item.ofObject(item.resource, copy);
  });
}

/** Finds the kind of a resource; kinds without behaviour get an empty one. */
export class Kinds {
  readonly #catalog: Catalog;
  readonly #behaviours: ReadonlyMap<string, Behaviour>;
  readonly #conversions: ReadonlyMap<string, Conversion>;
  readonly #custom: ((resource: Resource) => CustomKind) | undefined;
  readonly #known = new WeakMap<Resource, Kind>();

  /**
   * @param conversions by group version and kind of the version that is not stored, `autoscaling/v1/HorizontalPodAutoscaler`
   * @param custom what a resource with `custom` does
   */
  constructor(
    catalog: Catalog,
    behaviours: readonly Behaviour[],
    conversions: ReadonlyMap<string, Conversion>,
    custom?: (resource: Resource) => CustomKind,
  ) {
    this.#custom = custom;
    this.#catalog = catalog;
    this.#behaviours = new Map(behaviours.map((each) => [each.kind, each]));
    this.#conversions = conversions;
  }

  of(resource: Resource): Kind {
    let kind = this.#known.get(resource);
    if (kind === undefined) {
      kind = this.#make(resource);
      this.#known.set(resource, kind);
    }
    return kind;
  }

  #make(resource: Resource): Kind {
    if (resource.custom !== undefined && this.#custom !== undefined) {
      return customKind(resource, this.#custom(resource));
    }
    const [group, version, name] = resource.storage;
    const storage = this.#catalog.findKind(group, version, name) ?? resource;
    const served = `${groupVersion(resource.group, resource.version)}/${resource.kind}`;
    const conversion = resource === storage ? SAME : (this.#conversions.get(served) ?? SAME);
    const stored = `${groupVersion(group, version)}/${name}`;
    return {
      resource,
      storage,
      conversion,
      behaviour: this.#behaviours.get(stored) ?? defineBehaviour(stored, {}),
      groupResource: { group: resource.group, resource: resource.plural },
      errorKind: { group, kind: name },
      custom: undefined,
      item: (entry) => itemOf(entry, storage, resource, (object) => conversion.fromStorage(object)),
      load: undefined,
      otherVersion: (apiVersion) => this.#otherVersion(resource, conversion, apiVersion),
      stored: (entry) => itemOf(entry, storage, storage, (object) => object),
    };
  }

  #otherVersion(
    resource: Resource,
    from: Conversion,
    apiVersion: string,
  ): OtherVersion | undefined {
    const [group = '', version = ''] = apiVersion.includes('/')
      ? apiVersion.split('/')
      : ['', apiVersion];
    const other = this.#catalog.find(group, version, resource.plural);
    if (other === undefined || other.storage.join('/') !== resource.storage.join('/')) {
      return undefined;
    }
    // Upstream reads the kinds of the legacy API and all others from schemas of their own: an Event
    // loses the entries of the one at every write through the other.
    if ((group === '') !== (resource.group === '')) return undefined;
    const to = this.of(other).conversion;
    return {
      schema: other.schema,
      convert(object) {
        return to.fromStorage(from.toStorage(copyOf(object)));
      },
    };
  }
}

/** A custom resource is its own storage: reading converts, whatever version was written. */
function customKind(resource: Resource, { behaviour, storage }: CustomKind): Kind {
  const isConverted = resource.custom?.conversion !== undefined;
  const item = (entry: Entry): Item =>
    customItemOf(entry, resource, (stored) => {
      if (!isConverted || !storage.needsWebhook(stored.apiVersion)) return storage.decode(stored);
      throw new Error(`${entry.key} was not loaded`);
    });
  return {
    resource,
    storage: resource,
    conversion: SAME,
    behaviour,
    groupResource: { group: resource.group, resource: resource.plural },
    errorKind: { group: resource.group, kind: resource.kind },
    custom: storage,
    otherVersion: (apiVersion) => customVersion(resource, apiVersion, (object) => object),
    item,
    load: isConverted
      ? (entries, again) => loadCustomItems(entries, resource, storage, again)
      : undefined,
    stored: item,
  };
}

/**
 * A custom resource in another version, for entries of managedFields.
 * @param convert all versions have the same paths where it does nothing
 */
export function customVersion(
  resource: Resource,
  apiVersion: string,
  convert: (object: AnyObject) => AnyObject,
): OtherVersion | undefined {
  const [group, version = ''] = apiVersion.split('/');
  const type = group === resource.group ? resource.custom?.types.get(version) : undefined;
  return type && { schema: undefined, mergeSchema: type.mergeSchema, convert };
}
