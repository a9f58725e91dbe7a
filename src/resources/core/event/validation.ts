import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import {
  isDns1123Subdomain,
  isQualifiedName,
  nameIsDnsSubdomain,
} from '../../../apimachinery/names.ts';
import { validateObjectMeta } from '../../../apimachinery/object-meta.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type { Event, ObjectReference } from '../../../apimachinery/types.generated.ts';

/** The old API lets nearly everything pass; what comes through the new one has to be complete. */
const LENIENT = new Set(['v1', 'events.k8s.io/v1beta1']);
const WORD_MAX = 128;
const NOTE_MAX = 1024;
const NAMESPACE_MISMATCH = 'does not match event.namespace';

/** @param apiVersion through which the event is written */
export function validate(event: Event, apiVersion: string): FieldError[] {
  const errors = basicErrors(event, apiVersion);
  if (LENIENT.has(apiVersion)) return errors;
  const meta = { namespaced: true, validateName: nameIsDnsSubdomain };
  errors.push(...validateObjectMeta(event.metadata, meta), ...seriesErrors(event));
  if (isUnset(event.eventTime)) errors.push(fieldError.required('eventTime'));
  const { type = '' } = event;
  if (type !== 'Normal' && type !== 'Warning') {
    errors.push(fieldError.invalid('type', '', `has invalid value: ${type}`));
  }
  const { source } = event;
  const present = {
    firstTimestamp: !isUnset(event.firstTimestamp),
    lastTimestamp: !isUnset(event.lastTimestamp),
    count: (event.count ?? 0) !== 0,
    source: (source.component ?? '') !== '' || (source.host ?? '') !== '',
  };
  for (const [name, isPresent] of Object.entries(present)) {
    if (isPresent) errors.push(fieldError.invalid(name, '', 'needs to be unset'));
  }
  return errors;
}

/** @param apiVersion through which the event is written */
export function validateUpdate(next: Event, previous: Event, apiVersion: string): FieldError[] {
  const errors = basicErrors(next, apiVersion);
  if (LENIENT.has(apiVersion)) return errors;
  if (!semanticEqual(next.series, previous.series)) errors.push(...seriesErrors(next));
  const before = fixedMembers(previous);
  for (const [index, [name, value]] of fixedMembers(next).entries()) {
    if (semanticEqual(value, before[index]?.[1])) continue;
    errors.push(fieldError.invalid(name, value, 'field is immutable'));
  }
  return errors;
}

/** What no update may change, in the order of upstream's checks and as it prints the values. */
function fixedMembers(event: Event): readonly (readonly [string, unknown])[] {
  const { related, source, eventTime } = event;
  return [
    ['involvedObject', goReference(event.involvedObject)],
    ['reason', event.reason ?? ''],
    ['message', event.message ?? ''],
    ['source', { Component: source.component ?? '', Host: source.host ?? '' }],
    ['firstTimestamp', event.firstTimestamp ?? null],
    ['lastTimestamp', event.lastTimestamp ?? null],
    ['count', event.count ?? 0],
    ['reason', event.reason ?? ''],
    ['type', event.type ?? ''],
    ['eventTime', eventTime ?? null],
    ['action', event.action ?? ''],
    ['related', related === undefined ? null : goReference(related)],
    ['reportingController', event.reportingComponent],
    ['reportingInstance', event.reportingInstance],
  ];
}

function goReference(reference: ObjectReference): object {
  return {
    Kind: reference.kind ?? '',
    Namespace: reference.namespace ?? '',
    Name: reference.name ?? '',
    UID: reference.uid ?? '',
    APIVersion: reference.apiVersion ?? '',
    ResourceVersion: reference.resourceVersion ?? '',
    FieldPath: reference.fieldPath ?? '',
  };
}

function basicErrors(event: Event, apiVersion: string): FieldError[] {
  const { namespace = '' } = event.metadata;
  const errors = isUnset(event.eventTime)
    ? oldEventErrors(event, namespace)
    : newEventErrors(event, namespace, apiVersion);
  errors.push(...invalidEach('namespace', namespace, isDns1123Subdomain(namespace)));
  return errors;
}

/** Events without a time of their own are those of the old API. */
function oldEventErrors({ involvedObject }: Event, namespace: string): FieldError[] {
  const { namespace: of = '' } = involvedObject;
  const fits = of === '' ? namespace === '' || namespace === 'default' : of === namespace;
  return fits ? [] : [namespaceMismatch(of)];
}

function newEventErrors(event: Event, namespace: string, apiVersion: string): FieldError[] {
  const errors: FieldError[] = [];
  const { involvedObject, reportingComponent, reportingInstance } = event;
  const { namespace: of = '' } = involvedObject;
  if (of === '' && namespace !== 'default' && namespace !== 'kube-system') {
    errors.push(namespaceMismatch(of));
  }
  const controller = apiVersion === 'v1' ? 'reportingComponent' : 'reportingController';
  if (reportingComponent === '') errors.push(fieldError.required(controller));
  errors.push(...invalidEach(controller, reportingComponent, isQualifiedName(reportingComponent)));
  const words = {
    reportingInstance,
    action: event.action ?? '',
    reason: event.reason ?? '',
  };
  for (const [name, word] of Object.entries(words)) {
    if (word === '') errors.push(fieldError.required(name));
    errors.push(...lengthErrors(name, word, WORD_MAX));
  }
  errors.push(...lengthErrors('message', event.message ?? '', NOTE_MAX));
  return errors;
}

function lengthErrors(name: string, text: string, max: number): FieldError[] {
  if (Buffer.byteLength(text) <= max) return [];
  return [fieldError.invalid(name, '', `can have at most ${max} characters`)];
}

function namespaceMismatch(namespace: string): FieldError {
  const path = FieldPath.of('involvedObject', 'namespace');
  return fieldError.invalid(path, namespace, NAMESPACE_MISMATCH);
}

function seriesErrors({ series }: Event): FieldError[] {
  if (series === undefined) return [];
  const errors: FieldError[] = [];
  if ((series.count ?? 0) < 2) {
    errors.push(fieldError.invalid('series.count', '', 'should be at least 2'));
  }
  if (isUnset(series.lastObservedTime)) {
    errors.push(fieldError.required('series.lastObservedTime'));
  }
  return errors;
}

/** Times that a client leaves out are null in canonical form. */
function isUnset(time: string | null | undefined): boolean {
  return time === undefined || time === null;
}
