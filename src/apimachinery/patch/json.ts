import { ExactNumber } from '../../base/json.ts';
import { ApiError, entityTooLarge } from '../errors.ts';
import { existingIndex, indexIn, insertionIndex } from './json-index.ts';
import type { Container, JsonObject } from './json-value.ts';
import {
  cannotUnmarshal,
  goJsonOf,
  hasMember,
  isContainer,
  isObject,
  jsonTypeName,
  member,
  NESTING_MAX,
  nestsDeeperThan,
  setMember,
  sortedCopy,
  sortMembers,
} from './json-value.ts';
import { cannotApply, TOO_DEEP, undecodable } from './rejection.ts';

/** Operations of one patch. */
const OPERATIONS_MAX = 10_000;

/** Bytes of JSON that the `copy` operations of one patch may add to a document. */
const COPY_BYTES_MAX = 3 * 1024 * 1024;

/** Field warnings of one request. */
const UNKNOWN_FIELDS_MAX = 100;

const OPERATION_MEMBERS: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value']);

export interface JsonPatchOptions {
  /** fieldValidation=Ignore: operations are not decoded strictly first, which words errors otherwise. */
  readonly lenient?: boolean;
}

/**
 * RFC 6902 as kube-apiserver applies it: negative indices count from the end, `replace` adds a
 * missing member, a missing `value` is null. Changes neither argument; the result shares with both
 * what was not on the way of an operation, so it has to be decoded before anybody changes it.
 * The result is a list when an operation replaces the whole document by one.
 */
export function applyJsonPatch(
  document: JsonObject,
  patch: unknown,
  { lenient = false }: JsonPatchOptions = {},
): unknown {
  const operations = readOperations(patch, lenient);
  const patched = new PatchedDocument(document);
  for (const operation of operations) patched.apply(operation);
  return patched.finish();
}

/** `json patch unknown field "[0].foo"` for each member that operations do not have. */
export function unknownJsonPatchFields(patch: unknown): string[] {
  const unknown: string[] = [];
  if (!Array.isArray(patch)) return unknown;
  for (const [index, operation] of patch.entries()) {
    if (!isObject(operation)) continue;
    for (const name of Object.keys(operation)) {
      if (OPERATION_MEMBERS.has(name)) continue;
      unknown.push(`json patch unknown field "[${index}].${name}"`);
      if (unknown.length === UNKNOWN_FIELDS_MAX) return unknown;
    }
  }
  return unknown;
}

type Operation = JsonObject;

function readOperations(patch: unknown, lenient: boolean): Operation[] {
  if (nestsDeeperThan(patch, NESTING_MAX)) throw undecodable(TOO_DEEP, !lenient);
  if (patch === null) return [];
  if (!Array.isArray(patch)) {
    const goType = lenient ? 'jsonpatch.Patch' : '[]handlers.jsonPatchOp';
    throw undecodable(cannotUnmarshal(patch, goType), !lenient);
  }
  const operations = patch.map((each) => readOperation(each, lenient));
  if (operations.length > OPERATIONS_MAX) {
    throw entityTooLarge(
      `The allowed maximum operations in a JSON patch is ${OPERATIONS_MAX}, got ${operations.length}`,
    );
  }
  return operations;
}

function readOperation(operation: unknown, lenient: boolean): Operation {
  if (operation === null) return {};
  if (!isObject(operation)) {
    const goType = lenient ? 'jsonpatch.Operation' : 'handlers.jsonPatchOp';
    throw undecodable(cannotUnmarshal(operation, goType), !lenient);
  }
  if (lenient) return operation;
  for (const name of Object.keys(operation)) {
    const value = operation[name];
    const isText = name === 'op' || name === 'path' || name === 'from';
    if (!isText || typeof value === 'string' || value === null) continue;
    const where = `Go struct field jsonPatchOp.${name} of type string`;
    throw undecodable(`json: cannot unmarshal ${jsonTypeName(value)} into ${where}`, true);
  }
  return operation;
}

/** A container of the document and the member or index in it that a path ends with. */
interface Place {
  readonly container: Container;
  readonly key: string;
}

/**
 * A document under change. Only containers that were copied here are written to; a container is
 * copied once, when an operation first comes through it.
 */
class PatchedDocument {
  #root: Container;
  readonly #own = new Set<object>();
  /** Objects with new members, which stand behind the sorted ones. */
  readonly #grown = new Set<JsonObject>();
  /** How many members the objects have that tests compared; see `#memberCount`. */
  readonly #counts = new Map<object, number>();
  #copiedBytes = 0;
  #mayHaveGrownDeep = false;

  constructor(document: JsonObject) {
    this.#root = this.#writable(document);
  }

  apply(operation: Operation): void {
    const { op } = operation;
    switch (op) {
      case 'add':
        this.#add(operation);
        break;
      case 'remove':
        this.#removeAt(operation);
        break;
      case 'replace':
        this.#replace(operation);
        break;
      case 'move':
        this.#move(operation);
        break;
      case 'test':
        this.#test(operation);
        break;
      case 'copy':
        this.#copy(operation);
        break;
      default:
        throw cannotApply(`Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`);
    }
  }

  finish(): unknown {
    if (this.#mayHaveGrownDeep && nestsDeeperThan(this.#root, NESTING_MAX)) {
      throw cannotApply(TOO_DEEP);
    }
    for (const object of this.#grown) sortMembers(object);
    return this.#root;
  }

  #add(operation: Operation): void {
    const path = textOf(operation, 'path', 'add operation failed to decode path', MISSING);
    const place = this.#find(path, `add operation does not apply: doc is missing path: "${path}"`);
    within(`error in add for path: '${path}'`, () => this.#insert(place, valueOf(operation)));
  }

  #removeAt(operation: Operation): void {
    const path = textOf(operation, 'path', 'remove operation failed to decode path', MISSING);
    const missing = `remove operation does not apply: doc is missing path: "${path}"`;
    const place = this.#find(path, missing);
    within(`error in remove for path: '${path}'`, () => this.#remove(place));
  }

  #replace(operation: Operation): void {
    const path = textOf(operation, 'path', 'replace operation failed to decode path');
    if (path === '') {
      if (!hasMember(operation, 'value')) throw cannotApply(MISSING);
      const value = operation['value'];
      // A scalar cannot be the document, and upstream forgets to say so.
      if (isContainer(value)) this.#root = this.#writable(value);
      return;
    }
    const refused = 'replace operation does not apply: doc is missing';
    const { container, key } = this.#find(path, `${refused} path: ${path}`);
    const value = valueOf(operation);
    if (!Array.isArray(container)) {
      this.#set(container, key, value);
      return;
    }
    const index = indexIn(container, key);
    if (typeof index === 'string') throw cannotApply(`${refused} key: ${path}: ${MISSING}`);
    container[index] = value;
  }

  #move(operation: Operation): void {
    const refused = 'move operation does not apply: doc is missing';
    const from = textOf(operation, 'from', 'move operation failed to decode from');
    const place = this.#find(from, `${refused} from path: ${from}`);
    const value = within(`error in move for path: '${place.key}'`, () => this.#remove(place));
    const path = textOf(operation, 'path', 'move operation failed to decode path');
    const to = this.#find(path, `${refused} destination path: ${path}`);
    within(`error in move for path: '${path}'`, () => this.#insert(to, value));
    this.#mayHaveGrownDeep = true;
  }

  #copy(operation: Operation): void {
    const refused = 'copy operation does not apply: doc is missing';
    const from = textOf(operation, 'from', 'copy operation failed to decode from');
    const { container, key } = this.#find(from, `${refused} from path: ${from}`);
    const found = within(`error in copy for from: '${from}'`, () => read(container, key));
    const value = found ?? null;
    const path = textOf(operation, 'path', 'copy operation failed to decode path', MISSING);
    const to = this.#find(path, `${refused} destination path: ${path}`);
    if (nestsDeeperThan(value, NESTING_MAX)) throw cannotApply(TOO_DEEP);
    this.#copiedBytes += Buffer.byteLength(goJsonOf(value));
    if (this.#copiedBytes > COPY_BYTES_MAX) throw cannotApply('copies too much');
    // Both places may be written to later on, so neither may see the other.
    within('error while adding value during copy', () => this.#insert(to, deepCopy(value)));
    this.#mayHaveGrownDeep = true;
  }

  #test(operation: Operation): void {
    const path = textOf(operation, 'path', 'test operation failed to decode path');
    let actual: unknown = this.#root;
    if (path !== '') {
      const missing = `test operation does not apply: is missing path: ${path}`;
      const { container, key } = this.#find(path, missing);
      actual = within(`error in test for path: '${path}'`, () => read(container, key)) ?? null;
    }
    if (!hasMember(operation, 'value') || !this.#equal(actual, operation['value'])) {
      throw cannotApply(`testing value ${path} failed: test failed`);
    }
  }

  #equal(actual: unknown, expected: unknown): boolean {
    if (Array.isArray(expected)) {
      if (!Array.isArray(actual) || actual.length !== expected.length) return false;
      return expected.every((each, index) => this.#equal(actual[index], each));
    }
    if (expected instanceof ExactNumber) {
      return actual instanceof ExactNumber && actual.text === expected.text;
    }
    if (!isObject(expected)) return actual === expected;
    if (!isObject(actual)) return false;
    const names = Object.keys(expected);
    if (this.#memberCount(actual) !== names.length) return false;
    return names.every(
      (name) => hasMember(actual, name) && this.#equal(actual[name], expected[name]),
    );
  }

  /** Remembered, so that a thousand tests of a large object do not count it a thousand times. */
  #memberCount(object: JsonObject): number {
    let count = this.#counts.get(object);
    if (count === undefined) {
      count = Object.keys(object).length;
      this.#counts.set(object, count);
    }
    return count;
  }

  #insert({ container, key }: Place, value: unknown): void {
    if (Array.isArray(container)) container.splice(insertionIndex(container, key), 0, value);
    else this.#set(container, key, value);
  }

  #set(object: JsonObject, key: string, value: unknown): void {
    if (!hasMember(object, key)) this.#grown.add(object);
    setMember(object, key, value);
    this.#counts.delete(object);
  }

  /** @returns what was there */
  #remove({ container, key }: Place): unknown {
    if (Array.isArray(container)) return container.splice(existingIndex(container, key), 1)[0];
    if (!hasMember(container, key)) {
      throw cannotApply(`Unable to remove nonexistent key: ${key}: ${MISSING}`);
    }
    const value = container[key];
    delete container[key];
    this.#counts.delete(container);
    return value;
  }

  /**
   * Walks to the container that the path ends in, and makes everything on the way writable.
   * @param missing what is told when there is no such container
   */
  #find(path: string, missing: string): Place {
    const [before, ...segments] = path.split('/', NESTING_MAX + 2);
    const last = segments.pop();
    // What stands before the first slash is ignored upstream.
    if (before === undefined || last === undefined) throw cannotApply(`${missing}: ${MISSING}`);
    if (segments.length >= NESTING_MAX) throw cannotApply(TOO_DEEP);
    let container = this.#root;
    for (const segment of segments) {
      const next = this.#enter(container, unescape(segment));
      if (next === undefined) throw cannotApply(`${missing}: ${MISSING}`);
      container = next;
    }
    return { container, key: unescape(last) };
  }

  #enter(container: Container, key: string): Container | undefined {
    const at = Array.isArray(container) ? indexIn(container, key) : key;
    if (Array.isArray(container) && typeof at === 'string') return undefined;
    const child = Array.isArray(container) ? container[Number(at)] : member(container, key);
    if (!isContainer(child)) return undefined;
    if (this.#own.has(child)) return child;
    const copy = this.#writable(child);
    if (Array.isArray(container)) container[Number(at)] = copy;
    else setMember(container, key, copy);
    return copy;
  }

  #writable(container: Container): Container {
    const copy = Array.isArray(container) ? [...container] : sortedCopy(container);
    this.#own.add(copy);
    return copy;
  }
}

const MISSING = 'missing value';

/** @param why what an operation without this member is refused with */
function textOf(
  operation: Operation,
  name: 'path' | 'from',
  context: string,
  why = name === 'path'
    ? `operation missing path field: ${MISSING}`
    : `operation, missing from field: ${MISSING}`,
): string {
  const text = member(operation, name);
  if (typeof text !== 'string') throw cannotApply(`${context}: ${why}`);
  return text;
}

/** Says where a step failed, in front of what it failed with. */
function within<T>(context: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof ApiError && typeof error.cause === 'string') {
      throw cannotApply(`${context}: ${error.cause}`);
    }
    throw error;
  }
}

function valueOf(operation: Operation): unknown {
  return member(operation, 'value') ?? null;
}

function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deepCopy);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) setMember(copy, key, deepCopy(value[key]));
  return copy;
}

/** Undefined: the object has no such member. A list that has no such index is an error. */
function read(container: Container, key: string): unknown {
  return Array.isArray(container)
    ? container[existingIndex(container, key)]
    : member(container, key);
}

function unescape(segment: string): string {
  if (!segment.includes('~')) return segment;
  return segment.replace(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'));
}
