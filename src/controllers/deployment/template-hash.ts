import type { PodTemplateSpec } from '../../apimachinery/types.generated.ts';
import { dumpPodTemplate } from './go-dump.ts';

export const HASH_LABEL = 'pod-template-hash';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** No vowels and nothing that looks like one: names never spell a word. */
const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Names the template within its owner; the same template has the same name in every cluster. */
export function templateHash(
  template: PodTemplateSpec,
  collisionCount: number | undefined,
): string {
  let sum = fnv32a(FNV_OFFSET, Buffer.from(dumpPodTemplate(template)));
  if (collisionCount !== undefined) {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(collisionCount);
    sum = fnv32a(sum, bytes);
  }
  return safeEncode(String(sum));
}

/** Every character becomes one that is allowed anywhere in a name. */
export function safeEncode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => SAFE_LETTERS.charAt(byte % SAFE_LETTERS.length))
    .join('');
}

export function fnv32a(start: number, bytes: Uint8Array): number {
  let sum = start;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, FNV_PRIME);
  return sum >>> 0;
}

/** The older order of the two operations: FNV-1. */
export function fnv32(bytes: Uint8Array): number {
  let sum = FNV_OFFSET;
  for (const byte of bytes) sum = Math.imul(sum, FNV_PRIME) ^ byte;
  return sum >>> 0;
}
