import { ExactNumber } from '../../base/json.ts';
import type { ApiError } from '../errors.ts';
import { entityTooLarge } from '../errors.ts';
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
    switch (operation['op']) {
      case 'add':
        this.#add(this.#find(pathOf(operation, 'path')), valueOf(operation));
        break;
      case 'remove':
        this.#remove(this.#find(pathOf(operation, 'path')));
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
        throw cannotApply('unexpected kind of operation');
    }
  }

  finish(): unknown {
    if (this.#mayHaveGrownDeep && nestsDeeperThan(this.#root, NESTING_MAX)) {
      throw cannotApply(TOO_DEEP);
    }
    for (const object of this.#grown) sortMembers(object);
    return this.#root;
  }

  #replace(operation: Operation): void {
    const path = pathOf(operation, 'path');
    if (path === '') {
      if (!hasMember(operation, 'value')) throw cannotApply('missing value');
      const value = operation['value'];
      // A scalar cannot be the document, and upstream forgets to say so.
      if (isContainer(value)) this.#root = this.#writable(value);
      return;
    }
    const { container, key } = this.#find(path);
    const value = valueOf(operation);
    if (Array.isArray(container)) container[existingIndex(container, key)] = value;
    else this.#set(container, key, value);
  }

  #move(operation: Operation): void {
    const from = this.#find(pathOf(operation, 'from'));
    const value = this.#remove(from);
    this.#add(this.#find(pathOf(operation, 'path')), value);
    this.#mayHaveGrownDeep = true;
  }

  #copy(operation: Operation): void {
    const { container, key } = this.#find(pathOf(operation, 'from'));
    const value = read(container, key) ?? null;
    const to = this.#find(pathOf(operation, 'path'));
    if (nestsDeeperThan(value, NESTING_MAX)) throw cannotApply(TOO_DEEP);
    this.#copiedBytes += Buffer.byteLength(goJsonOf(value));
    if (this.#copiedBytes > COPY_BYTES_MAX) throw cannotApply('copies too much');
    // Both places may be written to later on, so neither may see the other.
    this.#add(to, deepCopy(value));
    this.#mayHaveGrownDeep = true;
  }

  #test(operation: Operation): void {
    const path = pathOf(operation, 'path');
    let actual: unknown = this.#root;
    if (path !== '') {
      const { container, key } = this.#find(path);
      actual = read(container, key) ?? null;
    }
    if (!hasMember(operation, 'value')) throw cannotApply('missing value');
    if (!this.#equal(actual, operation['value'])) throw cannotApply('test failed');
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

  #add({ container, key }: Place, value: unknown): void {
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
    if (!hasMember(container, key)) throw cannotApply('unable to remove a nonexistent key');
    const value = container[key];
    delete container[key];
    this.#counts.delete(container);
    return value;
  }

  /** Walks to the container that the path ends in, and makes everything on the way writable. */
  #find(path: string): Place {
    const [before, ...segments] = path.split('/', NESTING_MAX + 2);
    const last = segments.pop();
    // What stands before the first slash is ignored upstream.
    if (before === undefined || last === undefined) throw cannotApply('missing path');
    if (segments.length >= NESTING_MAX) throw cannotApply(TOO_DEEP);
    let container = this.#root;
    for (const segment of segments) container = this.#enter(container, unescape(segment));
    return { container, key: unescape(last) };
  }

  #enter(container: Container, key: string): Container {
    const child = read(container, key);
    if (!isContainer(child)) throw cannotApply('missing path');
    if (this.#own.has(child)) return child;
    const copy = this.#writable(child);
    if (Array.isArray(container)) container[existingIndex(container, key)] = copy;
    else setMember(container, key, copy);
    return copy;
  }

  #writable(container: Container): Container {
    const copy = Array.isArray(container) ? [...container] : sortedCopy(container);
    this.#own.add(copy);
    return copy;
  }
}

function pathOf(operation: Operation, name: 'path' | 'from'): string {
  const path = member(operation, name);
  if (typeof path !== 'string') throw cannotApply(`missing ${name}`);
  return path;
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

function existingIndex(list: readonly unknown[], key: string): number {
  const index = parseIndex(key);
  const found = index < 0 ? index + list.length : index;
  if (found < 0 || found >= list.length) throw invalidIndex(key);
  return found;
}

/** Where an added element goes; -1 is behind the last element, as is `-`. */
function insertionIndex(list: readonly unknown[], key: string): number {
  if (key === '-') return list.length;
  const index = parseIndex(key);
  const found = index < 0 ? index + list.length + 1 : index;
  if (found < 0 || found > list.length) throw invalidIndex(key);
  return found;
}

/** Takes what Go's strconv.Atoi takes: a sign and leading zeros too. */
function parseIndex(key: string): number {
  if (!/^[+-]?[0-9]+$/.test(key)) throw invalidIndex(key);
  return Number(key);
}

function invalidIndex(key: string): ApiError {
  return cannotApply(`invalid index ${key}`);
}

function unescape(segment: string): string {
  if (!segment.includes('~')) return segment;
  return segment.replace(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'));
}
