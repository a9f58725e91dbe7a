import { quote } from '../apimachinery/go-print.ts';
import { ExactNumber } from '../base/json.ts';
import { JSON_DEPTH_MAX, setMember } from './json-exact.ts';
import { parseJson } from './json-source.ts';
import type { AliasNode, MappingNode, ScalarNode, SequenceNode, YamlNode } from './yaml-parser.ts';
import { parseDocument } from './yaml-parser.ts';
import { YamlError } from './yaml-reader.ts';
import type { Resolved } from './yaml-resolve.ts';
import { jsonOf, keyText, resolveScalar } from './yaml-resolve.ts';

export { YamlError } from './yaml-reader.ts';

export interface ParsedYaml {
  /** As JSON; null for an empty document. */
  readonly value: unknown;
  /** `line 5: key "a" already set in map`, for every repetition. */
  readonly duplicates: readonly string[];
}

/** The text of several violations as Go's yaml joins them. */
export function yamlErrors(violations: readonly string[]): string {
  return `yaml: unmarshal errors:\n${violations.map((each) => `  ${each}`).join('\n')}`;
}

/**
 * Reads the first document of a YAML 1.1 text as JSON, the way sigs.k8s.io/yaml does: `yes` is
 * true, keys become strings, the last of repeated keys wins, `<<` merges.
 * @throws YamlError with the text of Go's yaml
 */
export function parseYaml(source: string | Buffer): ParsedYaml {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  return readAsJson(bytes) ?? new Composer().compose(parseDocument(bytes));
}

/**
 * JSON that YAML reads otherwise, or refuses: escaped slashes, some control characters, a colon on
 * a line of its own.
 */
const JSON_BUT_NOT_YAML = /\\\/|[\x7f-\x9f\u2028\u2029\ufffe\uffff]|"[ \t]*[\r\n]\s*:/;

/** Most YAML that a server gets is JSON (server-side apply): that needs no YAML parser. */
function readAsJson(bytes: Buffer): ParsedYaml | undefined {
  if (bytes[0] !== 0x7b) return undefined;
  const text = bytes.toString();
  if (JSON_BUT_NOT_YAML.test(text)) return undefined;
  try {
    const parsed = parseJson(bytes, text);
    // Repeated keys are reported by line, and unusual numbers are read in another way.
    if (parsed.plain === undefined || parsed.duplicateFields().length > 0) return undefined;
    return { value: parsed.value, duplicates: [] };
  } catch {
    return undefined;
  }
}

/** Below so many nodes, nearly all may come from aliases; above, ever fewer. As upstream. */
const ALIAS_NODES_LOW = 400_000;
const ALIAS_NODES_HIGH = 4_000_000;
/** How much text aliases may add. */
const ALIAS_TEXT_MAX = 16 * 1024 * 1024;

/** Turns nodes into JSON values. */
class Composer {
  readonly #duplicates: string[] = [];
  /** The aliases that are being resolved. */
  readonly #open = new Set<YamlNode>();
  #nodes = 0;
  #aliasNodes = 0;
  #aliasText = 0;
  #depth = 0;

  compose(root: YamlNode | undefined): ParsedYaml {
    const value = root === undefined ? null : this.#value(root);
    return { value, duplicates: this.#duplicates };
  }

  #value(node: YamlNode): unknown {
    this.#count();
    if (node.kind === 'scalar') return this.#scalar(node);
    if (node.kind === 'sequence') return this.#sequence(node);
    if (node.kind === 'alias') {
      this.#openAlias(node);
      const value = this.#value(node.target);
      this.#open.delete(node);
      return value;
    }
    const members = new Map<string, Member>();
    this.#descend();
    this.#mapping(node, members);
    this.#depth--;
    return objectOf(members);
  }

  #openAlias(node: AliasNode): void {
    if (this.#open.has(node)) throw new YamlError(`anchor '${node.name}' value contains itself`);
    this.#open.add(node);
  }

  #count(): void {
    this.#nodes++;
    if (this.#open.size > 0) this.#aliasNodes++;
    if (this.#aliasNodes <= 100 || this.#nodes <= 1000) return;
    const excess = (this.#nodes - ALIAS_NODES_LOW) / (ALIAS_NODES_HIGH - ALIAS_NODES_LOW);
    const share = 0.99 - 0.89 * Math.min(Math.max(excess, 0), 1);
    if (this.#aliasNodes / this.#nodes > share || this.#aliasText > ALIAS_TEXT_MAX) {
      throw new YamlError('document contains excessive aliasing');
    }
  }

  #descend(): void {
    // Aliases nest deeper than the text does.
    if (++this.#depth > JSON_DEPTH_MAX) throw new YamlError('exceeded max depth of 10000');
  }

  #scalar(node: ScalarNode): unknown {
    if (this.#open.size > 0) this.#aliasText += node.value.length;
    const resolved = resolve(node);
    if (resolved.type === 'float' && !Number.isFinite(resolved.value)) {
      throw new UnsupportedValueError(resolved.value);
    }
    return jsonOf(resolved);
  }

  #sequence(node: SequenceNode): unknown[] {
    this.#descend();
    const items = node.items.map((item) => this.#value(item));
    this.#depth--;
    return items;
  }

  /** Later members replace earlier ones, wherever a merge brings them from. */
  #mapping(node: MappingNode, members: Map<string, Member>): void {
    for (const [keyNode, valueNode] of node.entries) {
      if (isMerge(keyNode)) {
        this.#merge(valueNode, members);
        continue;
      }
      this.#count();
      const key = resolveKey(keyNode);
      if (key === undefined) {
        throw new YamlError(`invalid map key: ${goSyntax(this.#value(keyNode))}`);
      }
      const value = this.#value(valueNode);
      const identity = `${key.type} ${key.type === 'null' ? '' : String(key.value)}`;
      if (members.has(identity)) {
        const printed = printKey(key);
        this.#duplicates.push(`line ${valueNode.line + 1}: key ${printed} already set in map`);
      }
      members.set(identity, { key, value });
    }
  }

  #merge(node: YamlNode, members: Map<string, Member>): void {
    const sources = node.kind === 'sequence' ? node.items.toReversed() : [node];
    for (const source of sources) {
      const target = source.kind === 'alias' ? source.target : source;
      if (target.kind !== 'mapping') {
        throw new YamlError('map merge requires map or sequence of maps as the value');
      }
      this.#count();
      if (source.kind === 'alias') {
        this.#openAlias(source);
        this.#count();
      }
      this.#descend();
      this.#mapping(target, members);
      this.#depth--;
      this.#open.delete(source);
    }
  }
}

interface Member {
  readonly key: Resolved;
  readonly value: unknown;
}

/** JSON has no form for infinity and for what is not a number. */
class UnsupportedValueError extends YamlError {
  constructor(value: number) {
    super('');
    const text = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
    this.message = `json: unsupported value: ${text}`;
  }
}

function resolve(node: ScalarNode): Resolved {
  return node.tag === '' && !node.implicit
    ? { type: 'string', value: node.value }
    : resolveScalar(node.tag, node.value);
}

function isMerge(node: YamlNode): boolean {
  if (node.kind !== 'scalar' || node.value !== '<<') return false;
  return node.implicit || node.tag === 'tag:yaml.org,2002:merge';
}

/** Undefined for a key that is a collection. */
function resolveKey(node: YamlNode): Resolved | undefined {
  const target = node.kind === 'alias' ? node.target : node;
  return target.kind === 'scalar' ? resolve(target) : undefined;
}

function objectOf(members: ReadonlyMap<string, Member>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { key, value } of members.values()) {
    if (key.type === 'null') {
      const error = new YamlError('');
      error.message = `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value)}`;
      throw error;
    }
    setMember(object, keyText(key), value);
  }
  return object;
}

function printKey(key: Resolved): string {
  if (key.type === 'null') return '<nil>';
  return key.type === 'string' ? quote(key.value) : String(key.value);
}

/** Go's %#v of a value that came out of YAML. */
function goSyntax(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || value === undefined) return '<nil>';
  if (value instanceof ExactNumber) return value.text;
  if (typeof value !== 'object') return JSON.stringify(value);
  const element = (item: unknown): string =>
    item === null || item === undefined ? 'interface {}(nil)' : goSyntax(item);
  if (Array.isArray(value)) return `[]interface {}{${value.map(element).join(', ')}}`;
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${quote(key)}:${element(member)}`);
  return `map[interface {}]interface {}{${members.join(', ')}}`;
}
