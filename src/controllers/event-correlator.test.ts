import { describe, expect, test } from 'vitest';
import type { Event } from '../apimachinery/types.generated.ts';
import { EventCorrelator } from './event-correlator.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');

function event(message: string, more: Partial<Event> = {}): Event {
  return {
    metadata: { name: `web.${message}`, namespace: 'default' },
    involvedObject: { kind: 'ReplicaSet', namespace: 'default', name: 'web', uid: 'u' },
    reason: 'SuccessfulCreate',
    message,
    source: { component: 'replicaset-controller' },
    firstTimestamp: '2026-01-01T12:00:00Z',
    lastTimestamp: '2026-01-01T12:00:00Z',
    count: 1,
    type: 'Normal',
    reportingComponent: 'replicaset-controller',
    reportingInstance: '',
    ...more,
  };
}

describe('what controllers say', () => {
  test('is counted when it is said again', () => {
    const correlator = new EventCorrelator();
    correlator.correlate(event('a'), NOW);

    const again = correlator.correlate(
      event('a', { metadata: { name: 'web.later', namespace: 'default' } }),
      NOW,
    );

    expect(again?.isKnown).toBe(true);
    expect(again?.event).toMatchObject({ metadata: { name: 'web.a' }, count: 2 });
  });

  test('is told as one from the tenth similar event on', () => {
    const correlator = new EventCorrelator();
    const told = Array.from({ length: 12 }, (_, n) => correlator.correlate(event(`pod ${n}`), NOW));

    expect(told.slice(0, 9).every((each) => each?.isKnown === false)).toBe(true);
    expect(told[9]?.event).toMatchObject({
      message: '(combined from similar events): pod 9',
      count: 1,
      reportingComponent: '',
    });
    expect(told[11]).toMatchObject({
      isKnown: true,
      event: {
        metadata: { name: 'web.pod 9' },
        message: '(combined from similar events): pod 11',
        count: 3,
      },
    });
  });

  test('is told one by one again after ten quiet minutes', () => {
    const correlator = new EventCorrelator();
    for (let n = 0; n < 10; n++) correlator.correlate(event(`pod ${n}`), NOW);

    const later = correlator.correlate(event('pod x'), NOW + 600_001);

    expect(later?.event.message).toBe('pod x');
  });

  test('is not heard after 25 events of an object, but one more every five minutes', () => {
    const correlator = new EventCorrelator();
    const say = (now: number): boolean => correlator.correlate(event('a'), now) !== undefined;
    for (let n = 0; n < 25; n++) expect(say(NOW)).toBe(true);

    expect(say(NOW)).toBe(false);
    expect(say(NOW + 299_999)).toBe(false);
    expect(say(NOW + 300_000)).toBe(true);
    expect(correlator.correlate(event('b', { type: 'Warning' }), NOW)).toBeDefined();
  });
});
