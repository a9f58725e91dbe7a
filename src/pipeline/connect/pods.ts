import { badRequest, invalid } from '../../apimachinery/errors.ts';
import type { FieldError } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import type { Pod } from '../../apimachinery/types.generated.ts';
import type { PodLogOptions } from './options.ts';

/** @throws 422 */
export function checkLogOptions(name: string, options: PodLogOptions): void {
  const errors = validateLogOptions(options);
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, name, errors);
}

export function validateLogOptions(options: PodLogOptions): FieldError[] {
  const { tailLines, limitBytes, sinceSeconds, sinceTime, stream } = options;
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(fieldError.invalid('tailLines', tailLines, detail));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    errors.push(fieldError.invalid('limitBytes', limitBytes, 'must be greater than 0'));
  }
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    const detail = 'at most one of `sinceTime` or `sinceSeconds` may be specified';
    // A path of one empty name prints as this.
    errors.push(fieldError.forbidden('[]', detail));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(fieldError.invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  if (stream !== undefined) errors.push(fieldError.forbidden('stream', 'may not be specified'));
  return errors;
}

/**
 * The container that a connection means: the one it names, or the only one.
 * @throws 400
 */
export function containerOf({ metadata, spec }: Pod, wanted: string): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = spec;
  const name = metadata.name ?? '';
  const all = [...initContainers, ...containers, ...ephemeralContainers];
  if (wanted !== '') {
    if (all.some((each) => each.name === wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const [only] = containers;
  if (only !== undefined && containers.length === 1) return only.name;
  const names = all.map((each) => each.name).join(' ');
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names}]`);
}

/** @throws 400 for a pod that no scheduler has placed */
export function nodeOf({ metadata, spec }: Pod): string {
  if (spec.nodeName) return spec.nodeName;
  throw badRequest(`pod ${metadata.name ?? ''} does not have a host assigned`);
}
