import type { GroupKind, GroupResource } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { Catalog, Resource } from '../catalog/catalog.ts';
import type { Entry } from '../store/store.ts';
import type { Behaviour } from './definition.ts';
import { defineBehaviour } from './definition.ts';
import type { Item } from './item.ts';
import { itemOf } from './item.ts';

/** Conversion between a served version and the stored one, for kinds whose versions differ in shape. */
export interface Conversion {
  /** May change and return its argument. */
  toStorage(object: AnyObject): AnyObject;
  /** May change and return its argument. */
  fromStorage(object: AnyObject): AnyObject;
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
  item(entry: Entry): Item;
  /** The entry in the stored version. */
  stored(entry: Entry): Item;
}

/** Finds the kind of a resource; kinds without behaviour get an empty one. */
export class Kinds {
  readonly #catalog: Catalog;
  readonly #behaviours: ReadonlyMap<string, Behaviour>;
  readonly #conversions: ReadonlyMap<string, Conversion>;
  readonly #known = new WeakMap<Resource, Kind>();

  /**
   * @param conversions by group version and kind of the version that is not stored, `autoscaling/v1/HorizontalPodAutoscaler`
   */
  constructor(
    catalog: Catalog,
    behaviours: readonly Behaviour[],
    conversions: ReadonlyMap<string, Conversion>,
  ) {
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
      item: (entry) => itemOf(entry, storage, resource, conversion.fromStorage),
      stored: (entry) => itemOf(entry, storage, storage, SAME.fromStorage),
    };
  }
}
