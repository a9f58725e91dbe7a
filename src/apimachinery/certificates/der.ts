/** Bytes that are no DER, or not the structure that was looked for. */
export class DerError extends Error {}

/** One value of a DER encoding. */
export interface Der {
  /** The identifier octet: class, constructed bit and number. */
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly raw: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Longer lengths than these octets hold are nobody's. */
const LENGTH_OCTETS_MAX = 4;

/** The only value in these bytes. */
export function readDer(bytes: Buffer): Der {
  const value = readAt(bytes, 0);
  if (value.raw.length !== bytes.length) throw new DerError('x509: trailing data');
  return value;
}

/** The values inside a sequence or a set. Nothing is read deeper than one level. */
export function derChildren({ content }: Der): Der[] {
  const children: Der[] = [];
  for (let at = 0; at < content.length; ) {
    const child = readAt(content, at);
    children.push(child);
    at += child.raw.length;
  }
  return children;
}

/** @throws DerError where there is no value or one of another type */
export function expectTag(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw new DerError('asn1: structure error: tags do not match');
  return value;
}

/** `2.5.4.10` */
export function oidText({ content }: Der): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet & 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(Math.floor(arc / 40), 2);
      arcs.push(first, arc - first * 40);
    } else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

/** The bytes of a bit string, which here always end with a whole octet. */
export function bitStringBytes({ content }: Der): Buffer {
  if (content[0] !== 0) throw new DerError('asn1: structure error: invalid padding bits');
  return content.subarray(1);
}

function readAt(bytes: Buffer, start: number): Der {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) throw truncated();
  // Tags of more than one octet appear nowhere in certificates.
  if ((tag & 0x1f) === 0x1f) throw new DerError('asn1: structure error: unsupported tag');
  let at = start + 2;
  let length = first;
  if (first & 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > LENGTH_OCTETS_MAX) {
      throw new DerError('asn1: structure error: length too large');
    }
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at + i] ?? 0);
    at += octets;
  }
  if (at + length > bytes.length) throw truncated();
  return {
    tag,
    content: bytes.subarray(at, at + length),
    raw: bytes.subarray(start, at + length),
  };
}

function truncated(): DerError {
  return new DerError('asn1: syntax error: data truncated');
}
