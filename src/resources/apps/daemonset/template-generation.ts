import { badRequest } from '../../../apimachinery/errors.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import type { DaemonSet } from '../../../apimachinery/types.generated.ts';

/** The generation of the template was a field of early versions of the API. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** @throws 400 for what is no number */
export function templateGeneration({ metadata }: DaemonSet): bigint {
  const text = metadata.annotations?.[TEMPLATE_GENERATION];
  if (text === undefined) return 0n;
  if (!/^[+-]?\d+$/.test(text)) throw unreadable(text, 'invalid syntax');
  const value = BigInt(text.replace('+', ''));
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
