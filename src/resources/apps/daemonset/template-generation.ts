import { badRequest } from '../../../apimachinery/errors.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import type { DaemonSet } from '../../../apimachinery/types.generated.ts';

/** The generation of the template was a field of early versions of the API. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const INT64_DIGITS = 19;

/** @throws 400 for what is no number */
export function templateGeneration({ metadata }: DaemonSet): bigint {
  const text = metadata.annotations?.[TEMPLATE_GENERATION];
  if (text === undefined) return 0n;
  if (!/^[+-]?\d+$/.test(text)) throw unreadable(text, 'invalid syntax');
  const digits = text.replace(/^[+-]?0*/, '');
  if (digits.length > INT64_DIGITS) throw unreadable(text, 'value out of range');
  const value = BigInt(text.startsWith('-') ? `-${digits || '0'}` : digits);
  if (BigInt.asIntN(64, value) !== value) throw unreadable(text, 'value out of range');
  return value;
}

function unreadable(text: string, problem: string): Error {
  return badRequest(
    'DaemonSet in version "v1" cannot be handled as a DaemonSet: ' +
      `strconv.ParseInt: parsing ${quote(text)}: ${problem}`,
  );
}

export function settleTemplateGeneration({ metadata }: DaemonSet, generation: bigint): void {
  metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
}
