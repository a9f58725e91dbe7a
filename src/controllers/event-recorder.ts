import { ApiError } from '../apimachinery/errors.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import { formatTime } from '../apimachinery/meta.ts';
import type { Event } from '../apimachinery/types.generated.ts';
import type { ResourceClient } from '../client/client.ts';
import type { Correlated } from './event-correlator.ts';
import { EventCorrelator } from './event-correlator.ts';
import type { ControllerContext } from './runtime.ts';

const NANOSECONDS = 1_000_000n;

export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What a controller has to say about an object. Equal events become one that is counted. */
export interface EventRecorder {
  /** Never throws: an event that cannot be written is given up. */
  record(
    subject: EventSubject,
    object: KubeObject,
    event: {
      readonly type: 'Normal' | 'Warning';
      readonly reason: string;
      readonly message: string;
    },
  ): Promise<void>;
}

/** @param component the name of the controller, which events show as their source */
export function eventRecorder(context: ControllerContext, component: string): EventRecorder {
  const client = context.client<Event>('v1', 'events');
  const correlator = new EventCorrelator();
  let latestStamp = 0n;
  let written = Promise.resolve();

  /** The time in nanoseconds, as names of events have it; never the same one twice. */
  function stamp(now: number): string {
    const nanoseconds = BigInt(Math.floor(now)) * NANOSECONDS;
    latestStamp = nanoseconds > latestStamp ? nanoseconds : latestStamp + 1n;
    return latestStamp.toString(16);
  }

  async function write({ event, isKnown }: Correlated): Promise<void> {
    try {
      if (isKnown && (await repeat(client, event))) return;
      await client.create(event.metadata.namespace, event);
    } catch (error) {
      context.log.debug({ error, controller: component }, 'event not recorded');
    }
  }

  return {
    async record({ apiVersion, kind }, { metadata }, { type, reason, message }) {
      const { name = '', uid, resourceVersion } = metadata;
      const namespace = metadata.namespace ?? 'default';
      const now = context.clock.now();
      const time = formatTime(now);
      const event: Event = {
        metadata: { name: `${name}.${stamp(now)}`, namespace },
        involvedObject: {
          kind,
          ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
          name,
          ...(uid === undefined ? {} : { uid }),
          apiVersion,
          ...(resourceVersion === undefined ? {} : { resourceVersion }),
        },
        reason,
        message,
        source: { component },
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
        type,
        reportingComponent: component,
        reportingInstance: '',
      };
      const told = correlator.correlate(event, now);
      if (told === undefined) return;
      // One after the other: a repetition has to find the event that it repeats.
      written = written.then(() => write(told));
      await written;
    },
  };
}

/** False: the event has gone meanwhile. */
async function repeat(
  client: ResourceClient<Event>,
  { metadata, count, lastTimestamp, message }: Event,
): Promise<boolean> {
  try {
    const body = { count, lastTimestamp, message };
    await client.patch(metadata.namespace, metadata.name ?? '', { type: 'strategic', body });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return false;
    throw error;
  }
}
