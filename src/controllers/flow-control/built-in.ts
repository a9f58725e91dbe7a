import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { FlowSchema, PriorityLevelConfiguration } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { BuiltIn } from '../../resources/flowcontrol/built-in.ts';
import {
  AUTO_UPDATE,
  builtInLevels,
  builtInSchemas,
} from '../../resources/flowcontrol/built-in.ts';
import type { ControllerFactory } from '../runtime.ts';

const API_VERSION = 'flowcontrol.apiserver.k8s.io/v1';
export const LEVELS = [API_VERSION, 'prioritylevelconfigurations'] as const;
export const SCHEMAS = [API_VERSION, 'flowschemas'] as const;

const WRITE = { fieldManager: 'api-priority-and-fairness-config-producer-v1' };
/** What was removed or changed comes back after this time at the latest. */
const AGAIN_MS = 60_000;

/** Keeps the flow schemas and priority levels that every server has. */
export const flowControlBuiltIns: ControllerFactory = (context) => {
  const levels = context.client<PriorityLevelConfiguration>(...LEVELS);
  const schemas = context.client<FlowSchema>(...SCHEMAS);
  context.enqueueAfter('all', AGAIN_MS);
  return {
    name: 'flow-control-built-ins',
    async reconcile() {
      await ensureFlowControl(levels, schemas);
      return { againInMs: AGAIN_MS };
    },
  };
};

/** Makes what is missing and repairs what nobody may change. */
export async function ensureFlowControl(
  levels: ResourceClient<PriorityLevelConfiguration>,
  schemas: ResourceClient<FlowSchema>,
): Promise<void> {
  await ensure(levels, builtInLevels);
  await ensure(schemas, builtInSchemas);
}

interface Configuration extends KubeObject {
  spec: object;
}

async function ensure<T extends Configuration>(
  client: ResourceClient<T>,
  builtIns: readonly BuiltIn<T>[],
): Promise<void> {
  const { items } = await client.list(undefined);
  const present = new Map(items.map((item) => [item.metadata.name ?? '', item]));
  const wanted = new Set(builtIns.map(({ object }) => object.metadata.name));
  // All at once: a database takes them in few transactions.
  await Promise.all([
    ...builtIns.map(async ({ object, mandatory }) => {
      const current = present.get(object.metadata.name ?? '');
      if (current === undefined) await unlessLost(client.create(undefined, object, WRITE));
      else {
        const next = revised(current, object, mandatory);
        if (next !== undefined) await unlessLost(client.update(undefined, next, WRITE));
      }
    }),
    ...items
      .filter(({ metadata }) => !wanted.has(metadata.name) && autoUpdateOf(metadata) === true)
      .map(({ metadata }) => unlessLost(client.delete(undefined, metadata.name ?? ''))),
  ]);
}

/** Somebody else was faster: their state is looked at the next time. */
async function unlessLost(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (error instanceof ApiError && [404, 409].includes(error.code)) return;
    throw error;
  }
}

/** Undefined: it is as it has to be. */
function revised<T extends Configuration>(
  current: T,
  wanted: T,
  mandatory: boolean,
): T | undefined {
  const { metadata } = current;
  const marked = autoUpdateOf(metadata);
  // Without a mark, what was never changed may follow.
  const follows = mandatory || (marked ?? metadata.generation === 1);
  const spec = follows && !isSame(current, wanted) ? wanted.spec : current.spec;
  if (spec === current.spec && marked === follows) return undefined;
  const annotations = { ...metadata.annotations, [AUTO_UPDATE]: String(follows) };
  return { ...current, spec, metadata: { ...metadata, annotations } };
}

/** Administrators may give the exempt level other shares. */
function isSame(current: Configuration, wanted: Configuration): boolean {
  const { exempt } = current.spec as PriorityLevelConfiguration['spec'];
  if (exempt === undefined) return isDeepStrictEqual(current.spec, wanted.spec);
  return isDeepStrictEqual(current.spec, { ...wanted.spec, exempt });
}

/** Go's idea of a boolean; undefined: it is none. */
function autoUpdateOf({ annotations }: KubeObject['metadata']): boolean | undefined {
  const value = annotations?.[AUTO_UPDATE] ?? '';
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value)) return false;
  return undefined;
}
