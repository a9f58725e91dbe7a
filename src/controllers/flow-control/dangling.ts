import { quote } from '../../apimachinery/go-print.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import type { FlowSchema, PriorityLevelConfiguration } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerFactory } from '../runtime.ts';
import { LEVELS, SCHEMAS } from './built-in.ts';

const WRITE = {
  subresource: 'status',
  fieldManager: 'api-priority-and-fairness-config-consumer-v1',
};

/** Says of every flow schema whether its priority level exists. */
export const flowSchemaConditions: ControllerFactory = (context) => {
  const schemas = context.informer<FlowSchema>(...SCHEMAS);
  const levels = context.informer<PriorityLevelConfiguration>(...LEVELS);
  const client = context.client<FlowSchema>(...SCHEMAS);
  schemas.onChange((schema) => {
    if (schema !== undefined) context.enqueue(keyOf(schema));
  });
  levels.onChange((level, previous) => {
    if (level !== undefined && previous !== undefined) return;
    const { name } = (level ?? previous)?.metadata ?? {};
    for (const schema of schemas.list()) {
      if (schema.spec.priorityLevelConfiguration.name === name) context.enqueue(keyOf(schema));
    }
  });
  return {
    name: 'flow-schema-conditions',
    async reconcile(key) {
      const schema = schemas.get(key);
      if (schema === undefined) return {};
      const level = schema.spec.priorityLevelConfiguration.name;
      const exists = levels.get(level) !== undefined;
      const known = schema.status.conditions?.find(({ type }) => type === 'Dangling');
      const object =
        'This FlowSchema references the PriorityLevelConfiguration object named ' + quote(level);
      const said = exists
        ? { status: 'False', reason: 'Found', message: `${object} and it exists` }
        : { status: 'True', reason: 'NotFound', message: `${object} but there is no such object` };
      const isSaid =
        known?.status === said.status &&
        known.reason === said.reason &&
        known.message === said.message;
      if (isSaid) return {};
      const lastTransitionTime = formatTime(context.clock.now());
      const body = {
        apiVersion: SCHEMAS[0],
        kind: 'FlowSchema',
        metadata: { name: key },
        status: { conditions: [{ type: 'Dangling', ...said, lastTransitionTime }] },
      };
      await client.patch(undefined, key, { type: 'apply', body, force: true }, WRITE);
      return {};
    },
  };
};
