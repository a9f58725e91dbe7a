import { encodeJson } from '../base/json.ts';
import { sortedByBytes } from './go-format.ts';
import { escapeHtml, GoText, withoutEmpties } from './go-print.ts';

/**
 * Upstream's internal Go types, which have no JSON names: what messages show of them has Go's names,
 * and nothing left out. One line a type: `Name:type` for each member, in Go's order.
 *
 * type: `s` string, `i` integer, `b` boolean, `q` quantity, `p` int or string, `M` map of strings,
 * `j` a value that has JSON names, `r` any JSON as it is, or a type of the table; before it `*`
 * (pointer) and `[]` (list).
 * `Name=json:type` where the JSON name does not follow from Go's. `@:Type` is an embedded struct,
 * `@=json:j` one that JSON does not flatten.
 */
export type GoTypes = Readonly<Record<string, string>>;

interface Member {
  readonly goName: string;
  readonly jsonName: string;
  readonly type: string;
  readonly pointer: boolean;
  readonly list: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Prints objects of our JSON as Go would print the internal struct. */
export class GoStructs {
  readonly #types: GoTypes;
  readonly #members = new Map<string, readonly Member[]>();

  constructor(types: GoTypes) {
    this.#types = types;
  }

  /** `{"Name":"a","Port":80}`, for the value of a field error. Undefined prints as `null`. */
  text(type: string, value: unknown): GoText {
    return new GoText(escapeHtml(encodeJson(this.#pointer(type, value))));
  }

  /** A list of structs. */
  listText(type: string, values: readonly unknown[] | undefined): GoText {
    return new GoText(escapeHtml(encodeJson(this.#list(type, values))));
  }

  /** Indented by one space, for diffs. */
  pretty(type: string, value: unknown): string {
    return escapeHtml(JSON.stringify(this.#struct(type, value), undefined, 1));
  }

  #pointer(type: string, value: unknown): unknown {
    return value === undefined || value === null ? null : this.#struct(type, value);
  }

  #list(type: string, values: readonly unknown[] | undefined): unknown {
    if (values === undefined || values === null) return null;
    return values.map((value) => this.#value(type, value));
  }

  #struct(type: string, value: unknown): Record<string, unknown> {
    const object = (value ?? {}) as Json;
    const result: Record<string, unknown> = {};
    for (const member of this.#membersOf(type)) {
      if (member.goName === '@') {
        const inside =
          member.type === 'j'
            ? withoutEmpties(object[member.jsonName])
            : this.#struct(member.type, object);
        Object.assign(result, inside);
      } else result[member.goName] = this.#member(member, object[member.jsonName]);
    }
    return result;
  }

  #member({ type, pointer, list }: Member, value: unknown): unknown {
    if (list) return this.#list(type, value as readonly unknown[] | undefined);
    if (pointer && (value === undefined || value === null)) return null;
    return this.#value(type, value);
  }

  #value(type: string, value: unknown): unknown {
    switch (type) {
      case 's':
        return value ?? '';
      case 'i':
      case 'p':
        return value ?? 0;
      case 'b':
        return value ?? false;
      case 'q':
        return value ?? '0';
      case 'M':
        return sortedMap(value as Json | undefined);
      case 'j':
        return withoutEmpties(value ?? null);
      case 'r':
        return value ?? null;
      default:
        return this.#struct(type, value);
    }
  }

  #membersOf(type: string): readonly Member[] {
    let members = this.#members.get(type);
    if (members === undefined) {
      const text = this.#types[type];
      if (text === undefined) throw new Error(`no Go type ${type}`);
      members = text.trim().split(/\s+/).map(parseMember);
      this.#members.set(type, members);
    }
    return members;
  }
}

function sortedMap(map: Json | undefined): unknown {
  if (map === undefined || map === null) return null;
  return Object.fromEntries(sortedByBytes(Object.keys(map)).map((key) => [key, map[key]]));
}

function parseMember(text: string): Member {
  const [names = '', type = ''] = text.split(':');
  const [goName = '', jsonName = lowerFirst(goName)] = names.split('=');
  return {
    goName,
    jsonName,
    pointer: type.startsWith('*'),
    list: type.includes('[]'),
    type: type.replace(/^[*[\]]+/, ''),
  };
}

/** `DNSPolicy` → `dnsPolicy`, `TTY` → `tty`, `SELinuxOptions` → `seLinuxOptions`. */
function lowerFirst(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (start) => start.toLowerCase());
}
