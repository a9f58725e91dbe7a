import { parseTime } from '../meta.ts';
import { decodePem } from '../pem.ts';
import { DerError, derChildren, expectTag, readDer, TAG } from './der.ts';

const UTC_TIME = 0x17;

/**
 * When the first certificate of a PEM text stops to be valid, in milliseconds since the epoch;
 * undefined: there is none that can be read.
 */
export function certificateExpiry(pem: string): number | undefined {
  const [block] = decodePem(Buffer.from(pem));
  if (block === undefined) return undefined;
  try {
    const [signed] = derChildren(expectTag(readDer(block.bytes), TAG.sequence));
    const parts = derChildren(expectTag(signed, TAG.sequence));
    // The version comes first and may be left out; then number, algorithm, issuer, validity.
    const validity = expectTag(parts[parts[0]?.tag === 0xa0 ? 4 : 3], TAG.sequence);
    const [, notAfter] = derChildren(validity);
    if (notAfter === undefined) return undefined;
    const text = notAfter.content.toString('latin1');
    return timeOf(notAfter.tag === UTC_TIME ? withCentury(text) : text);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** Two digits of a year stand for 1950 to 2049. */
function withCentury(text: string): string {
  return `${Number(text.slice(0, 2)) >= 50 ? '19' : '20'}${text}`;
}

/** @param text `20261121152403Z` */
function timeOf(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return parseTime(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
