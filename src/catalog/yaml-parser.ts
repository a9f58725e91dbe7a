import { YamlError } from './yaml-reader.ts';
import type { Token, TokenType } from './yaml-scanner.ts';
import { YamlScanner } from './yaml-scanner.ts';

/** A node of a YAML document. Lines count from 0. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly line: number;
  /** In full, `tag:yaml.org,2002:str`; '' when there is none. */
  readonly tag: string;
  readonly value: string;
  /** Its text decides its type: it has neither quotes nor a tag. */
  readonly implicit: boolean;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly line: number;
  readonly items: YamlNode[];
}

export interface MappingNode {
  readonly kind: 'mapping';
  readonly line: number;
  readonly entries: (readonly [key: YamlNode, value: YamlNode])[];
}

export interface AliasNode {
  readonly kind: 'alias';
  readonly line: number;
  readonly name: string;
  readonly target: YamlNode;
}

/**
 * Reads the first document; undefined when there is none.
 * @throws YamlError
 */
export function parseDocument(bytes: Buffer): YamlNode | undefined {
  return new YamlParser(bytes).parse();
}

interface Properties {
  readonly anchor: string;
  readonly tag: string;
  readonly line: number;
}

const NO_CONTENT: ReadonlySet<TokenType> = new Set<TokenType>([
  'directive',
  'document-start',
  'document-end',
  'stream-end',
]);
const AFTER_ENTRY: ReadonlySet<TokenType> = new Set<TokenType>(['block-entry', 'block-end']);
const AFTER_LOOSE_ENTRY: ReadonlySet<TokenType> = new Set<TokenType>([
  'block-entry',
  'block-end',
  'key',
  'value',
]);
const AFTER_KEY: ReadonlySet<TokenType> = new Set<TokenType>(['key', 'value', 'block-end']);
const AFTER_FLOW_KEY: ReadonlySet<TokenType> = new Set<TokenType>([
  'value',
  'flow-entry',
  'flow-mapping-end',
]);
const AFTER_PAIR_KEY: ReadonlySet<TokenType> = new Set<TokenType>([
  'value',
  'flow-entry',
  'flow-sequence-end',
]);

class YamlParser {
  readonly #scanner: YamlScanner;
  readonly #anchors = new Map<string, YamlNode>();
  readonly #tagPrefixes = new Map<string, string>();

  constructor(bytes: Buffer) {
    this.#scanner = new YamlScanner(bytes);
  }

  parse(): YamlNode | undefined {
    const first = this.#scanner.peek();
    if (first.type === 'stream-end') return undefined;
    const explicit = first.type === 'directive' || first.type === 'document-start';
    this.#readDirectives();
    if (explicit) {
      const start = this.#scanner.peek();
      if (start.type !== 'document-start') fail('did not find expected <document start>', start);
      this.#scanner.skip();
    }
    const content = this.#scanner.peek();
    const root =
      explicit && NO_CONTENT.has(content.type)
        ? emptyScalar(content.line)
        : this.#node({ block: true, loose: false });
    // The end of the document is looked at, and nothing behind it.
    this.#scanner.peek();
    return root;
  }

  #readDirectives(): void {
    let versions = 0;
    for (;;) {
      const token = this.#scanner.peek();
      const { directive } = token;
      if (directive === undefined) break;
      if (directive.name === 'YAML') {
        if (++versions > 1) fail('found duplicate %YAML directive', token);
        if (directive.version !== '1.1') fail('found incompatible YAML document', token);
      } else {
        if (this.#tagPrefixes.has(directive.handle)) {
          fail('found duplicate %TAG directive', token);
        }
        this.#tagPrefixes.set(directive.handle, directive.prefix);
      }
      this.#scanner.skip();
    }
    for (const [handle, prefix] of [
      ['!', '!'],
      ['!!', 'tag:yaml.org,2002:'],
    ] as const) {
      if (!this.#tagPrefixes.has(handle)) this.#tagPrefixes.set(handle, prefix);
    }
  }

  /** @param where `loose`: a sequence may begin without being indented */
  #node(where: { readonly block: boolean; readonly loose: boolean }): YamlNode {
    const first = this.#scanner.peek();
    if (first.type === 'alias') return this.#alias(first);
    const { anchor, tag, line } = this.#properties(first);
    const token = this.#scanner.peek();
    const { type } = token;
    if (type === 'scalar') {
      this.#scanner.skip();
      const implicit = (tag === '' && token.plain) || tag === '!';
      return this.#named(anchor, { kind: 'scalar', line, tag, value: token.value, implicit });
    }
    if (type === 'flow-sequence') return this.#flowSequence(anchor, line);
    if (type === 'flow-mapping') return this.#flowMapping(anchor, line);
    if (type === 'block-entry' && where.loose) return this.#looseSequence(anchor, line);
    if (type === 'block-sequence' && where.block) return this.#blockSequence(anchor, line);
    if (type === 'block-mapping' && where.block) return this.#blockMapping(anchor, line);
    if (anchor === '' && tag === '') fail('did not find expected node content', token);
    const implicit = tag === '';
    return this.#named(anchor, { kind: 'scalar', line, tag, value: '', implicit });
  }

  #alias(token: Token): AliasNode {
    const { value: name, line } = token;
    this.#scanner.skip();
    const target = this.#anchors.get(name);
    if (target === undefined) throw new YamlError(`unknown anchor '${name}' referenced`);
    return { kind: 'alias', line, name, target };
  }

  /** Remembers a node before it is complete: it may contain itself. */
  #named<T extends YamlNode>(anchor: string, node: T): T {
    if (anchor !== '') this.#anchors.set(anchor, node);
    return node;
  }

  /** Reads an anchor and a tag, in either order. */
  #properties(first: Token): Properties {
    let anchor: Token | undefined;
    let tag: Token | undefined;
    for (let token = first; ; token = this.#scanner.peek()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token;
      else if (token.type === 'tag' && tag === undefined) tag = token;
      else break;
      this.#scanner.skip();
    }
    return {
      anchor: anchor?.value ?? '',
      tag: tag === undefined ? '' : this.#fullTag(tag),
      line: first.line,
    };
  }

  #fullTag(token: Token): string {
    if (token.value === '') return token.suffix;
    const prefix = this.#tagPrefixes.get(token.value);
    if (prefix === undefined) return fail('found undefined tag handle', token);
    return prefix + token.suffix;
  }

  #blockSequence(anchor: string, line: number): SequenceNode {
    const node = this.#named(anchor, { kind: 'sequence', line, items: [] as YamlNode[] });
    this.#scanner.skip();
    for (;;) {
      const token = this.#scanner.peek();
      this.#expect(token, ['block-entry', 'block-end'], "did not find expected '-' indicator");
      this.#scanner.skip();
      if (token.type === 'block-end') return node;
      node.items.push(this.#nodeUnless(AFTER_ENTRY, token.line, { block: true, loose: false }));
    }
  }

  /** A sequence as deep as the key it belongs to. */
  #looseSequence(anchor: string, line: number): SequenceNode {
    const node = this.#named(anchor, { kind: 'sequence', line, items: [] as YamlNode[] });
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type !== 'block-entry') return node;
      this.#scanner.skip();
      node.items.push(
        this.#nodeUnless(AFTER_LOOSE_ENTRY, token.line, { block: true, loose: false }),
      );
    }
  }

  #blockMapping(anchor: string, line: number): MappingNode {
    const node = this.#named(anchor, {
      kind: 'mapping',
      line,
      entries: [] as [YamlNode, YamlNode][],
    });
    const where = { block: true, loose: true };
    this.#scanner.skip();
    for (;;) {
      const token = this.#scanner.peek();
      this.#expect(token, ['key', 'block-end'], 'did not find expected key');
      this.#scanner.skip();
      if (token.type === 'block-end') return node;
      const key = this.#nodeUnless(AFTER_KEY, token.line, where);
      const colon = this.#scanner.peek();
      if (colon.type === 'value') {
        this.#scanner.skip();
        node.entries.push([key, this.#nodeUnless(AFTER_KEY, colon.line, where)]);
      } else {
        node.entries.push([key, emptyScalar(colon.line)]);
      }
    }
  }

  #flowSequence(anchor: string, line: number): SequenceNode {
    const node = this.#named(anchor, { kind: 'sequence', line, items: [] as YamlNode[] });
    this.#scanner.skip();
    for (let first = true; ; first = false) {
      const token = this.#flowNext('flow-sequence-end', first, "did not find expected ',' or ']'");
      if (token.type === 'flow-sequence-end') {
        this.#scanner.skip();
        return node;
      }
      node.items.push(
        token.type === 'key' ? this.#pair(token) : this.#node({ block: false, loose: false }),
      );
    }
  }

  /** `[a: b]` is a sequence of one mapping. */
  #pair(token: Token): MappingNode {
    this.#scanner.skip();
    const next = this.#scanner.peek();
    let key: YamlNode;
    if (AFTER_PAIR_KEY.has(next.type)) {
      // Upstream takes this token for the empty key, whatever it is.
      this.#scanner.skip();
      key = emptyScalar(next.line);
    } else {
      key = this.#node({ block: false, loose: false });
    }
    const value = this.#flowValue(new Set<TokenType>(['flow-entry', 'flow-sequence-end']));
    return { kind: 'mapping', line: token.line, entries: [[key, value]] };
  }

  #flowMapping(anchor: string, line: number): MappingNode {
    const node = this.#named(anchor, {
      kind: 'mapping',
      line,
      entries: [] as [YamlNode, YamlNode][],
    });
    this.#scanner.skip();
    for (let first = true; ; first = false) {
      const token = this.#flowNext('flow-mapping-end', first, "did not find expected ',' or '}'");
      if (token.type === 'flow-mapping-end') {
        this.#scanner.skip();
        return node;
      }
      if (token.type === 'key') {
        this.#scanner.skip();
        const key = this.#nodeUnless(AFTER_FLOW_KEY, undefined, { block: false, loose: false });
        const value = this.#flowValue(new Set<TokenType>(['flow-entry', 'flow-mapping-end']));
        node.entries.push([key, value]);
      } else {
        const key = this.#node({ block: false, loose: false });
        node.entries.push([key, emptyScalar(this.#scanner.peek().line)]);
      }
    }
  }

  /** The next token of a flow collection, behind the comma that must separate it. */
  #flowNext(end: TokenType, first: boolean, problem: string): Token {
    const token = this.#scanner.peek();
    if (first || token.type === end) return token;
    this.#expect(token, ['flow-entry'], problem);
    this.#scanner.skip();
    return this.#scanner.peek();
  }

  #flowValue(ends: ReadonlySet<TokenType>): YamlNode {
    const colon = this.#scanner.peek();
    if (colon.type !== 'value') return emptyScalar(colon.line);
    this.#scanner.skip();
    return this.#nodeUnless(ends, undefined, { block: false, loose: false });
  }

  /** A node, or an empty scalar where one of these tokens comes. */
  #nodeUnless(
    ends: ReadonlySet<TokenType>,
    line: number | undefined,
    where: { readonly block: boolean; readonly loose: boolean },
  ): YamlNode {
    const next = this.#scanner.peek();
    return ends.has(next.type) ? emptyScalar(line ?? next.line) : this.#node(where);
  }

  #expect(token: Token, types: readonly TokenType[], problem: string): void {
    if (!types.includes(token.type)) fail(problem, token);
  }
}

function emptyScalar(line: number): ScalarNode {
  return { kind: 'scalar', line, tag: '', value: '', implicit: true };
}

/** A problem of the parser, which counts lines from 0 and leaves out the first. */
function fail(problem: string, token: Token): never {
  throw new YamlError(problem, token.line);
}
