import type { KubeObject } from '../apimachinery/meta.ts';
import { formatTime } from '../apimachinery/meta.ts';
import type { Event } from '../apimachinery/types.generated.ts';
import type { ControllerContext } from './runtime.ts';

/** Events whose repetition is counted; older ones start anew. */
const REMEMBERED_MAX = 4096;
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

interface Remembered {
  readonly name: string;
  count: number;
}

/** @param component the name of the controller, which events show as their source */
export function eventRecorder(context: ControllerContext, component: string): EventRecorder {
  const client = context.client<Event>('v1', 'events');
  const remembered = new Map<string, Remembered>();
  let latestStamp = 0n;

  /** The time in nanoseconds, as names of events have it; never the same one twice. */
  function stamp(now: number): string {
    const nanoseconds = BigInt(Math.floor(now)) * NANOSECONDS;
    latestStamp = nanoseconds > latestStamp ? nanoseconds : latestStamp + 1n;
    return latestStamp.toString(16);
  }

  async function repeat(namespace: string, known: Remembered): Promise<boolean> {
    try {
      const body = { count: known.count + 1, lastTimestamp: formatTime(context.clock.now()) };
      await client.patch(namespace, known.name, { type: 'strategic', body });
      known.count++;
      return true;
    } catch {
      return false;
    }
  }

  return {
    async record({ apiVersion, kind }, { metadata }, { type, reason, message }) {
      const { name = '', uid, resourceVersion } = metadata;
      const namespace = metadata.namespace ?? 'default';
      const key = JSON.stringify([kind, namespace, name, uid, type, reason, message]);
      const known = remembered.get(key);
      if (known !== undefined && (await repeat(namespace, known))) return;
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
      try {
        await client.create(namespace, event);
      } catch (error) {
        context.log.debug({ error, controller: component }, 'event not recorded');
        return;
      }
      remembered.set(key, { name: event.metadata.name ?? '', count: 1 });
      if (remembered.size > REMEMBERED_MAX) {
        for (const oldest of remembered.keys()) {
          remembered.delete(oldest);
          break;
        }
      }
    },
  };
}
