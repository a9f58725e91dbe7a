import { sortedByBytes } from '../apimachinery/go-format.ts';
import { escapeHtml } from '../apimachinery/go-print.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import { encodeJson } from '../base/json.ts';
import type { Resource } from '../catalog/catalog.ts';
import { readJson } from '../catalog/json-source.ts';
import type { Entry } from '../store/store.ts';

/** So many recent forms are kept: those of some seconds of many writes. */
const RECENT_FORMS_MAX = 2048;
const recent: { readonly forget: () => void }[] = [];
let recentAt = 0;

/**
 * One object in one version, as it is answered: text where only text is wanted, the parsed form
 * where somebody has to look inside. Immutable and shared between readers; what is derived from it
 * (event lines, protobuf, table cells) is kept with it and so made once per object and revision.
 *
 * Neither form has `apiVersion` and `kind`: items of built-in lists have none, and everything else
 * puts them in front, which is where the sorted members of custom resources nearly always have them.
 */
export class Item {
  readonly resource: Resource;
  #text: string | undefined;
  #object: AnyObject | undefined;
  #forms: Map<string, unknown> | undefined;

  private constructor(resource: Resource, text: string | undefined, object: AnyObject | undefined) {
    this.resource = resource;
    this.#text = text;
    this.#object = object;
  }

  static ofText(resource: Resource, text: string): Item {
    return new Item(resource, text, undefined);
  }

  /** @param object canonical, without apiVersion and kind, never changed afterwards */
  static ofObject(resource: Resource, object: AnyObject): Item {
    return new Item(resource, undefined, object);
  }

  /** The text is known: that of the entry which the object was stored in. */
  adopt(text: string): this {
    this.#text ??= text;
    return this;
  }

  /** Canonical JSON without `apiVersion` and `kind`. */
  get text(): string {
    this.#text ??= storedText(this.#object);
    return this.#text;
  }

  /** The parsed form. Do not change it. */
  get object(): AnyObject {
    this.#object ??= readJson(this.#text ?? '{}') as AnyObject;
    return this.#object;
  }

  /** Canonical JSON with `kind` and `apiVersion`. */
  get fullText(): string {
    const { text } = this;
    if (this.resource.custom !== undefined && !text.startsWith(METADATA_FIRST)) {
      return sortedText(this.resource, this.object);
    }
    return text === '{}'
      ? `${typeMetaText(this.resource)}}`
      : `${typeMetaText(this.resource)},${text.slice(1)}`;
  }

  /** A copy that the caller may change. */
  copy(): AnyObject {
    return readJson(this.text) as AnyObject;
  }

  /** A form that many ask for at once and nobody later: only the newest ones are kept. */
  recentForm<T>(name: string, make: () => T): T {
    const known = this.#forms?.get(name) as T | undefined;
    if (known !== undefined) return known;
    recent[recentAt]?.forget();
    recent[recentAt] = { forget: () => this.#forms?.delete(name) };
    recentAt = (recentAt + 1) % RECENT_FORMS_MAX;
    return this.form(name, make);
  }

  /** Keeps one derived form under a name. */
  form<T>(name: string, make: () => T): T {
    this.#forms ??= new Map();
    let form = this.#forms.get(name) as T | undefined;
    if (form === undefined) {
      form = make();
      this.#forms.set(name, form);
    }
    return form;
  }
}

/** The text of an object as Go's encoder writes it, every digit kept. */
export function storedText(object: unknown): string {
  return escapeHtml(encodeJson(object));
}

/**
 * The text of a stored built-in object under its next version: cheaper than to write it all again. A
 * quote inside of a string is escaped, and what stands before the version are strings, so the first
 * place that looks like it is it.
 */
export function withVersion(text: string, before: number, revision: number): string {
  const member = `"resourceVersion":"${before}"`;
  const at = text.indexOf(member);
  if (at < 0) throw new Error(`no ${member} in ${text.slice(0, 200)}`);
  return `${text.slice(0, at)}"resourceVersion":"${revision}"${text.slice(at + member.length)}`;
}

/** A deep copy that the caller may change. */
export function copyOf(object: AnyObject): AnyObject {
  return readJson(encodeJson(object)) as AnyObject;
}

const typeMetaTexts = new WeakMap<Resource, string>();

/** Without the closing brace: `{"kind":"Service","apiVersion":"v1"`, sorted for a custom resource. */
export function typeMetaText(resource: Resource): string {
  let text = typeMetaTexts.get(resource);
  if (text === undefined) {
    const apiVersion = JSON.stringify(groupVersion(resource.group, resource.version));
    const kind = JSON.stringify(resource.kind);
    text =
      resource.custom === undefined
        ? `{"kind":${kind},"apiVersion":${apiVersion}`
        : `{"apiVersion":${apiVersion},"kind":${kind}`;
    typeMetaTexts.set(resource, text);
  }
  return text;
}

/** How the text of nearly every custom resource begins; what may follow stands behind `kind`. */
const METADATA_FIRST = '{"metadata":';

/** The text of a custom resource, a map without a type, which Go sorts at every level. */
function sortedText(resource: Resource, object: AnyObject): string {
  const { kind } = resource;
  const whole = { apiVersion: groupVersion(resource.group, resource.version), kind, ...object };
  const members = Object.entries(whole).filter(([, member]) => member !== undefined);
  const names = sortedByBytes(members.map(([name]) => name));
  const texts = new Map(members.map(([name, member]) => [name, storedText(member)]));
  return `{${names.map((name) => `${storedText(name)}:${texts.get(name) ?? 'null'}`).join(',')}}`;
}

/** What the registry keeps in `Entry.memo`: the stored form, and other versions of it. */
class Stored {
  readonly storage: Item;
  #versions: Map<Resource, Item> | undefined;

  constructor(storage: Item) {
    this.storage = storage;
  }

  version(resource: Resource, convert: () => AnyObject): Item {
    this.#versions ??= new Map();
    let item = this.#versions.get(resource);
    if (item === undefined) {
      item = Item.ofObject(resource, convert());
      this.#versions.set(resource, item);
    }
    return item;
  }
}

/** Converts between the stored version of a kind and another one. */
export type FromStorage = (object: AnyObject) => AnyObject;

/**
 * The entry in the version of `resource`.
 * @param storage the resource in its stored version
 * @param convert makes a new object of the asked-for version; unused when that is the stored one
 */
export function itemOf(
  entry: Entry,
  storage: Resource,
  resource: Resource,
  convert: FromStorage,
): Item {
  let stored = entry.memo as Stored | undefined;
  if (stored === undefined) {
    stored = new Stored(Item.ofText(storage, entry.value));
    entry.memo = stored;
  }
  const { storage: item } = stored;
  if (resource === storage) return item.adopt(entry.value);
  return stored.version(resource, () => convert(item.copy()));
}

/** The memo for an entry whose object is known already. */
export function memoOf(storage: Resource, object: AnyObject): unknown {
  return new Stored(Item.ofObject(storage, object));
}

/** The forms of one entry by resource; a definition that changes makes new resources. */
class CustomForms {
  readonly items = new WeakMap<Resource, Item>();
}

function formsOf(entry: Entry): CustomForms {
  let forms = entry.memo as CustomForms | undefined;
  if (forms === undefined) {
    forms = new CustomForms();
    entry.memo = forms;
  }
  return forms;
}

/** @param decode makes the object of the resource's version from what is stored */
export function customItemOf(
  entry: Entry,
  resource: Resource,
  decode: (stored: AnyObject) => AnyObject,
): Item {
  const { items } = formsOf(entry);
  let item = items.get(resource);
  if (item === undefined) {
    item = Item.ofObject(resource, decode(readJson(entry.value) as AnyObject));
    items.set(resource, item);
  }
  return item;
}

/** What decodes many objects at once. */
interface Decoder {
  needsWebhook(apiVersion: string | undefined): boolean;
  decodeAll(stored: readonly AnyObject[]): Promise<AnyObject[]>;
}

/**
 * Decodes what only a webhook can convert, so that `customItemOf` finds it.
 * @param again also what has been decoded before
 */
export async function loadCustomItems(
  entries: readonly Entry[],
  resource: Resource,
  decoder: Decoder,
  again = false,
): Promise<void> {
  const waiting: Entry[] = [];
  const texts: AnyObject[] = [];
  for (const entry of entries) {
    if (!again && formsOf(entry).items.has(resource)) continue;
    const stored = readJson(entry.value) as AnyObject;
    if (!decoder.needsWebhook(stored.apiVersion)) continue;
    waiting.push(entry);
    texts.push(stored);
  }
  if (waiting.length === 0) return;
  const decoded = await decoder.decodeAll(texts);
  waiting.forEach((entry, index) => {
    const object = decoded[index];
    if (object !== undefined) formsOf(entry).items.set(resource, Item.ofObject(resource, object));
  });
}
