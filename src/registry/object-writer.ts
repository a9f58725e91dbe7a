import type { AnyObject, KubeObject } from '../apimachinery/meta.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Write } from '../store/store.ts';
import { keyOf } from './keys.ts';
import type { Kind, Kinds } from './kind.ts';
import { canonical, objectWrite } from './writer.ts';

/**
 * Turns objects of other kinds into writes that commit together with the object at hand (an
 * IPAddress with its Service). Kinds are named by their stored version,
 * `networking.k8s.io/v1/IPAddress`.
 */
export class ObjectWrites {
  readonly #catalog: Catalog;
  readonly #kinds: () => Kinds;

  /** @param kinds the kinds are made from behaviours that hold this object */
  constructor(catalog: Catalog, kinds: () => Kinds) {
    this.#catalog = catalog;
    this.#kinds = kinds;
  }

  /** @param expect as in `Write` */
  write(kind: string, object: KubeObject, expect: number | undefined): Write {
    const found = this.#find(kind);
    const { metadata } = object;
    const own = { ...object, metadata: { ...metadata } } as AnyObject;
    return objectWrite(found, canonical(found, own), expect);
  }

  remove(
    kind: string,
    namespace: string | undefined,
    name: string,
    expect: number | undefined,
  ): Write {
    return { key: keyOf(this.#find(kind).resource, namespace, name), expect, value: undefined };
  }

  #find(name: string): Kind {
    const [kind = '', version = '', group = ''] = name.split('/').toReversed();
    const resource = this.#catalog.findKind(group, version, kind);
    if (resource === undefined) throw new Error(`no kind ${name}`);
    return this.#kinds().of(resource);
  }
}
