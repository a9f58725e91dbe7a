import { describe, expect, test } from 'vitest';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import type { Event } from '../../../apimachinery/types.generated.ts';
import { newEvents } from './conversion.ts';
import { validate, validateUpdate } from './validation.ts';

const NEW = 'events.k8s.io/v1';

function eventWith(changes: Partial<Event> = {}): Event {
  return {
    metadata: { name: 'e', namespace: 'ns' },
    involvedObject: { kind: 'Pod', namespace: 'ns', name: 'p' },
    source: {},
    eventTime: '2020-01-02T03:04:05.000006Z',
    reportingComponent: 'example.test/c',
    reportingInstance: 'c-1',
    action: 'Doing',
    reason: 'Done',
    type: 'Normal',
    ...changes,
  };
}

function texts(errors: readonly FieldError[]): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

describe('an event', () => {
  test('has to have a name that is a domain, in the new API', () => {
    const misnamed = eventWith({ metadata: { name: 'E_e', namespace: 'ns' } });

    expect(texts(validate(misnamed, 'v1'))).toEqual([]);
    expect(texts(validate(misnamed, NEW))).toEqual([
      expect.stringContaining(
        'metadata.name: Invalid value: "E_e": a lowercase RFC 1123 subdomain',
      ),
    ]);
  });

  test('has to be of its own namespace and nothing else, in the old API', () => {
    const { eventTime: _time, ...old } = eventWith({ reportingComponent: '', reason: '' });
    const elsewhere = { ...old, involvedObject: { namespace: 'b' } };

    expect(validate(old, 'v1')).toEqual([]);
    expect(texts(validate(elsewhere, 'v1'))).toEqual([
      'involvedObject.namespace: Invalid value: "b": does not match event.namespace',
    ]);
  });

  test.each<[Partial<Event>, string[]]>([
    [{}, []],
    [{ action: '' }, ['action: Required value']],
    [{ type: 'Odd' }, ['type: Invalid value: "": has invalid value: Odd']],
    [{ reason: 'x'.repeat(129) }, ['reason: Invalid value: "": can have at most 128 characters']],
    [
      { message: 'x'.repeat(1025) },
      ['message: Invalid value: "": can have at most 1024 characters'],
    ],
    [{ count: 1 }, ['count: Invalid value: "": needs to be unset']],
    [
      { series: { count: 1 } },
      [
        'series.count: Invalid value: "": should be at least 2',
        'series.lastObservedTime: Required value',
      ],
    ],
  ])('has to be complete in the new API: %o', (changes, expected) => {
    expect(texts(validate(eventWith(changes), NEW))).toEqual(expected);
  });

  test('is fixed but for its series, in the new API', () => {
    const series = { count: 2, lastObservedTime: '2020-01-02T03:05:05.000007Z' };
    const next = eventWith({ message: 'x', series });

    expect(texts(validateUpdate(next, eventWith(), NEW))).toEqual([
      'message: Invalid value: "x": field is immutable',
    ]);
    expect(validateUpdate(next, eventWith(), 'v1')).toEqual([]);
  });
});

describe('an event of the new API', () => {
  test('is stored under the names of the old one, and comes back as it was', () => {
    const sent = {
      metadata: { name: 'e' },
      eventTime: null,
      reportingController: 'c',
      regarding: { kind: 'Pod' },
      note: 'hello',
      deprecatedSource: {},
      deprecatedCount: 3,
    };

    const stored = newEvents.toStorage({ ...sent });

    expect(stored).toEqual({
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod' },
      message: 'hello',
      source: {},
      count: 3,
      eventTime: null,
      reportingComponent: 'c',
      reportingInstance: '',
    });
    expect(newEvents.fromStorage(stored)).toEqual(sent);
  });
});
