import { notFound } from '../../apimachinery/errors.ts';
import type { Resource } from '../../catalog/catalog.ts';
import type { Item } from '../../registry/item.ts';
import type { Handler } from './handler.ts';
import { itemOf } from './handler.ts';

/** What upstream would ask; here they are parts of this process, and so as healthy as it is. */
const COMPONENTS: readonly string[] = ['controller-manager', 'etcd-0', 'scheduler'];

/** `componentstatuses`: made when they are read, without a version. */
export function componentStatusHandler(type: Resource): Handler {
  const statusOf = (name: string): Item =>
    itemOf(type, {
      metadata: { name },
      conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
    });
  return {
    async get({ name }) {
      if (!COMPONENTS.includes(name)) {
        throw notFound({ group: '', resource: 'componentstatus' }, name);
      }
      return statusOf(name);
    },
    async list({ selection: { matches, name } }) {
      const items = COMPONENTS.filter((each) => name === undefined || each === name)
        .map(statusOf)
        .filter((item) => matches?.(item) ?? true);
      return {
        items,
        resourceVersion: '',
        continueToken: undefined,
        remainingItemCount: undefined,
      };
    },
  };
}
