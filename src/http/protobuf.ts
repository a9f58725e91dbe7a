import type { Status } from '../apimachinery/errors.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { StructSchema } from '../apimachinery/schema.ts';
import type { Catalog, Resource } from '../catalog/catalog.ts';
import { encodeMessage } from '../catalog/protobuf/encode.ts';
import { encodeListFrom, encodeObject, encodeWatchFrame } from '../catalog/protobuf/envelope.ts';
import type { Item } from '../registry/item.ts';
import type { Page } from '../registry/list.ts';

/**
 * The protobuf forms of answers. An object's message is made once per revision and kept with the
 * item; lists and watch frames are put together from it.
 */
export class ProtobufForms {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  item(item: Item): Buffer {
    return item.form('protobuf', () =>
      encodeObject(typeOf(item.resource), schemaOf(item.resource), item.object),
    );
  }

  page(resource: Resource, page: Page): Buffer {
    const messages = page.items.map((item) =>
      item.form('protobuf message', () => encodeMessage(schemaOf(resource), item.object)),
    );
    const type = { apiVersion: typeOf(resource).apiVersion, kind: resource.listKind };
    return encodeListFrom(type, listMetaOf(page), messages);
  }

  /** Any other object whose type is known: a Scale, a review, PartialObjectMetadata. */
  object(object: { apiVersion?: string; kind?: string }): Buffer {
    const apiVersion = object.apiVersion ?? '';
    const kind = object.kind ?? '';
    return encodeObject({ apiVersion, kind }, this.#schemaOfKind(apiVersion, kind), object);
  }

  status(status: Status): Buffer {
    return encodeObject(
      { apiVersion: 'v1', kind: 'Status' },
      this.#catalog.schemas.get(`${META}Status`),
      status,
    );
  }

  event(type: string, item: Item): Buffer {
    return item.recentForm(`protobuf ${type}`, () => encodeWatchFrame(type, this.item(item)));
  }

  objectEvent(type: string, object: { apiVersion?: string; kind?: string }): Buffer {
    return encodeWatchFrame(type, this.object(object));
  }

  statusEvent(status: Status): Buffer {
    return encodeWatchFrame('ERROR', this.status(status));
  }

  #schemaOfKind(apiVersion: string, kind: string): StructSchema {
    const [group = '', version = ''] = apiVersion.includes('/')
      ? apiVersion.split('/')
      : ['', apiVersion];
    const schema = this.#catalog.findKind(group, version, kind)?.schema;
    if (schema !== undefined) return schema;
    // Only the newest version of these has a type of its own; the older one has the same fields.
    const typed = group === 'meta.k8s.io' ? 'v1' : version;
    const found = this.#catalog.schemaOf(group, typed, kind);
    if (found === undefined) throw new Error(`${apiVersion} ${kind} has no protobuf form`);
    return found;
  }
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

function typeOf(resource: Resource): { apiVersion: string; kind: string } {
  return { apiVersion: groupVersion(resource.group, resource.version), kind: resource.kind };
}

function schemaOf({ schema, kind }: Resource): StructSchema {
  if (schema === undefined) throw new Error(`${kind} has no protobuf form`);
  return schema;
}

function listMetaOf(page: Page): object {
  return {
    ...(page.resourceVersion === '' ? {} : { resourceVersion: page.resourceVersion }),
    ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
    ...(page.remainingItemCount === undefined
      ? {}
      : { remainingItemCount: page.remainingItemCount }),
  };
}
