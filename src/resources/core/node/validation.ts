import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { isValidCidrForLegacyField, parseCidrSloppy } from '../../../apimachinery/ip.ts';
import { isQualifiedName, isValidLabelValue } from '../../../apimachinery/names.ts';
import type { Node, Taint } from '../../../apimachinery/types.generated.ts';
import { JsonSyntaxError, parseExactly } from '../../../catalog/json-exact.ts';
import { checkResourceQuantity } from '../pod/spec-validation-resources.ts';

const METADATA = FieldPath.of('metadata');
const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
/** One for each family. */
const POD_CIDRS_MAX = 2;

/** The rules for a whole node. */
export function validate(node: Node): FieldError[] {
  const { taints = [], podCIDRs = [] } = node.spec;
  return [
    ...annotationErrors(node),
    ...taintErrors(taints),
    ...resourceErrors(node),
    ...swapErrors(node),
    ...podCidrErrors(podCIDRs),
  ];
}

/** The rules for a change, of the node or of its status. */
export function validateChange(next: Node, previous: Node): FieldError[] {
  const errors = [...annotationErrors(next), ...resourceErrors(next)];
  const addresses = new Set<string>();
  for (const [i, { type, address }] of (next.status.addresses ?? []).entries()) {
    const key = JSON.stringify([type, address]);
    if (addresses.has(key)) {
      const path = STATUS.child('addresses').index(i);
      errors.push(fieldError.duplicate(path, { Type: type, Address: address }));
    }
    addresses.add(key);
  }
  errors.push(...onceSetErrors(next, previous));
  errors.push(...taintErrors(next.spec.taints ?? []));
  if ((next.spec.externalID ?? '') !== (previous.spec.externalID ?? '')) {
    errors.push(fieldError.forbidden(SPEC.child('externalID'), 'may not be updated'));
  }
  return errors;
}

const AVOIDS_PODS = 'scheduler.alpha.kubernetes.io/preferAvoidPods';

/** The annotation is no longer read by anybody, but still has to be what it was. */
function annotationErrors({ metadata }: Node): FieldError[] {
  const text = metadata.annotations?.[AVOIDS_PODS] ?? '';
  if (text === '') return [];
  const path = METADATA.child('annotations');
  try {
    const { value } = parseExactly(Buffer.from(text));
    const { preferAvoidPods } = (value ?? {}) as { preferAvoidPods?: unknown };
    if (!Array.isArray(preferAvoidPods)) return [];
    return preferAvoidPods.flatMap((entry: AvoidedPods | null, i) => {
      const signature = path.child(AVOIDS_PODS).index(i).child('PodSignature');
      const controller = entry?.podSignature?.podController;
      if (controller === undefined || controller === null) return [fieldError.required(signature)];
      if (controller.controller === true) return [];
      const detail = 'must point to a controller';
      const field = signature.child('PodController').child('Controller');
      return [fieldError.invalid(field, false, detail)];
    });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return [fieldError.invalid(path.child('AvoidPods'), AVOIDS_PODS, error.message)];
  }
}

interface AvoidedPods {
  readonly podSignature?: { readonly podController?: { readonly controller?: boolean } | null };
}

function onceSetErrors({ spec }: Node, { spec: previous }: Node): FieldError[] {
  const errors: FieldError[] = [];
  const before = previous.podCIDRs ?? [];
  const after = spec.podCIDRs ?? [];
  if (before.length > 0) {
    const changed =
      before.length === after.length ? before.filter((cidr, i) => cidr !== after[i]).length : 1;
    const detail = 'node updates may not change podCIDR except from "" to valid';
    for (let i = 0; i < changed; i++) {
      errors.push(fieldError.forbidden(SPEC.child('podCIDRs'), detail));
    }
  }
  const { providerID = '' } = previous;
  if (providerID !== '' && providerID !== spec.providerID) {
    const detail = 'node updates may not change providerID except from "" to valid';
    errors.push(fieldError.forbidden(SPEC.child('providerID'), detail));
  }
  return errors;
}

function taintErrors(taints: readonly Taint[]): FieldError[] {
  const errors: FieldError[] = [];
  const known = new Set<string>();
  for (const [i, taint] of taints.entries()) {
    // Upstream looks for them there; clients know the path.
    const path = METADATA.child('taints').index(i);
    const { key, value = '', effect, timeAdded } = taint;
    errors.push(...invalidEach(path.child('key'), key, isQualifiedName(key)));
    const messages = isValidLabelValue(value);
    if (messages.length > 0) {
      errors.push(fieldError.invalid(path.child('value'), value, messages.join(';')));
    }
    if (effect === '') errors.push(fieldError.required(path.child('effect')));
    else if (!EFFECTS.includes(effect)) {
      errors.push(fieldError.notSupported(path.child('effect'), effect, EFFECTS));
    }
    const pair = JSON.stringify([key, effect]);
    if (known.has(pair)) errors.push(duplicateTaint(path, { key, value, effect, timeAdded }));
    known.add(pair);
  }
  return errors;
}

function duplicateTaint(
  path: FieldPath,
  { key, value, effect, timeAdded }: Pick<Taint, 'key' | 'value' | 'effect' | 'timeAdded'>,
): FieldError {
  const shown = { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null };
  const error = fieldError.duplicate(path, shown);
  return { ...error, body: `${error.body}: taints must be unique by key and effect pair` };
}

function resourceErrors({ status }: Node): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ['capacity', 'allocatable'] as const) {
    for (const [name, quantity] of Object.entries(status[list] ?? {})) {
      checkResourceQuantity(name, quantity, STATUS.child(list, name), errors);
    }
  }
  return errors;
}

function swapErrors({ status: { nodeInfo } }: Node): FieldError[] {
  const capacity = nodeInfo.swap?.capacity;
  if (capacity === undefined || capacity > 0) return [];
  const path = METADATA.child('nodeSwapStatus', 'capacity');
  return [fieldError.invalid(path, capacity, 'must be greater than 0')];
}

function podCidrErrors(cidrs: readonly string[]): FieldError[] {
  const path = SPEC.child('podCIDRs');
  const errors = cidrs.flatMap((cidr, i) => isValidCidrForLegacyField(path.index(i), cidr, []));
  if (cidrs.length < 2) return errors;
  const parsed = cidrs.map((cidr) => parseCidrSloppy(cidr));
  const bad = cidrs.find((_cidr, i) => parsed[i] === undefined);
  if (bad !== undefined) {
    const detail =
      'invalid PodCIDRs. failed to check with dual stack with error:' +
      `invalid CIDR[${cidrs.indexOf(bad)}]: <nil> (invalid CIDR address: ${bad})`;
    errors.push(fieldError.internal(path, detail));
  }
  const families = new Set(parsed.map((cidr) => cidr?.ip.family));
  if (bad !== undefined || families.size < 2 || cidrs.length > POD_CIDRS_MAX) {
    const detail = 'may specify no more than one CIDR for each IP family';
    errors.push(fieldError.invalid(path, cidrs, detail));
  }
  return errors;
}
