import type { AnyObject } from '../../../apimachinery/meta.ts';
import type { Conversion } from '../../../registry/kind.ts';

/** Members of `events.k8s.io/v1` and of `v1`, in the order of the former. */
const MEMBERS = [
  ['metadata', 'metadata'],
  ['eventTime', 'eventTime'],
  ['series', 'series'],
  ['reportingController', 'reportingComponent'],
  ['reportingInstance', 'reportingInstance'],
  ['action', 'action'],
  ['reason', 'reason'],
  ['regarding', 'involvedObject'],
  ['related', 'related'],
  ['note', 'message'],
  ['type', 'type'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
] as const;

const STORED_ORDER = [
  'metadata',
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'type',
  'eventTime',
  'series',
  'action',
  'related',
  'reportingComponent',
  'reportingInstance',
] as const;

const NEW_NAMES = new Map<string, string>(MEMBERS.map(([name, stored]) => [stored, name]));
/** What `v1` writes even when it is empty. */
const STORED_DEFAULTS: Readonly<Record<string, unknown>> = {
  reportingComponent: '',
  reportingInstance: '',
};

/** Events of `events.k8s.io/v1`, which are stored as `v1`: the same members under other names. */
export const newEvents: Conversion = {
  toStorage(object) {
    const stored: Record<string, unknown> = {};
    for (const name of STORED_ORDER) {
      const value = object[NEW_NAMES.get(name) ?? name];
      // A time that is null stays: only what is absent is left out.
      const kept = value === undefined ? STORED_DEFAULTS[name] : value;
      if (kept !== undefined) stored[name] = kept;
    }
    return stored as AnyObject;
  },

  fromStorage(stored) {
    const object: Record<string, unknown> = {};
    for (const [name, from] of MEMBERS) {
      const value = stored[from];
      if (value !== undefined && value !== '') object[name] = value;
    }
    return object as AnyObject;
  },
};
