import { isDeepStrictEqual } from 'node:util';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { groupVersion } from '../../apimachinery/meta.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import type { VersionedObjects } from './invocation.ts';
import { internally } from './invocation.ts';
import type { EquivalentResource, ObjectVersions } from './object-versions.ts';

/** The objects of one request in the versions that webhooks know, each made once. */
export class VersionedRequest {
  readonly attributes: AdmissionAttributes;
  readonly #versions: ObjectVersions;
  readonly #known = new Map<string, Promise<VersionedObjects>>();

  constructor(attributes: AdmissionAttributes, versions: ObjectVersions) {
    this.attributes = attributes;
    this.#versions = versions;
  }

  /** @throws ApiError 500 where they cannot be converted */
  in(asked: EquivalentResource): Promise<VersionedObjects> {
    const key = keyOf(asked);
    let objects = this.#known.get(key);
    if (objects === undefined) {
      objects = this.#encode(asked);
      this.#known.set(key, objects);
    }
    return objects;
  }

  /**
   * Takes over what a webhook made of the object.
   * @returns whether that is anything else
   */
  async replace(asked: EquivalentResource, document: unknown): Promise<boolean> {
    const { attributes } = this;
    const before = await this.in(asked);
    attributes.object = await this.#versions.decode(attributes, document, asked.kind);
    this.#known.clear();
    const after = await this.in(asked);
    return !isDeepStrictEqual(after.object, before.object);
  }

  #encode({ kind }: EquivalentResource): Promise<VersionedObjects> {
    const { attributes } = this;
    const encode = async (object: AnyObject | undefined): Promise<AnyObject | undefined> =>
      object === undefined ? undefined : this.#versions.encode(attributes, object, kind);
    return internally(async () => ({
      object: await encode(attributes.object),
      previous: await encode(attributes.previous),
    }));
  }
}

function keyOf({ kind }: EquivalentResource): string {
  return `${groupVersion(kind.group, kind.version)}/${kind.kind}`;
}
