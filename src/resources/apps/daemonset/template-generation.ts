import { badRequest } from '../../../apimachinery/errors.ts';
import type { DaemonSet } from '../../../apimachinery/types.generated.ts';
import { annotationNumber, NumberError } from '../annotation-number.ts';

/** The generation of the template was a field of early versions of the API. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** @throws 400 for what is no number */
export function templateGeneration({ metadata }: DaemonSet): bigint {
  const text = metadata.annotations?.[TEMPLATE_GENERATION];
  if (text === undefined) return 0n;
  try {
    return annotationNumber(text);
  } catch (error) {
    if (!(error instanceof NumberError)) throw error;
    throw badRequest(
      `DaemonSet in version "v1" cannot be handled as a DaemonSet: ${error.message}`,
    );
  }
}

export function settleTemplateGeneration({ metadata }: DaemonSet, generation: bigint): void {
  metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
}
