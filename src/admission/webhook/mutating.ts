import { isDeepStrictEqual } from 'node:util';
import { ApiError, internalError } from '../../apimachinery/errors.ts';
import { quote } from '../../apimachinery/go-print.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { applyJsonPatch } from '../../apimachinery/patch/json.ts';
import { encodeJson } from '../../base/json.ts';
import { JsonSyntaxError } from '../../catalog/json-exact.ts';
import { parseJson, readJson } from '../../catalog/json-source.ts';
import type { AdmissionAttributes, AdmissionPlugin, MutationRound } from '../plugin.ts';
import type { Allowed, WebhookCallParts } from './call.ts';
import { askWebhook } from './call.ts';
import type { Webhook, WebhookConfigurations } from './configurations.ts';
import { CallFailure } from './errors.ts';
import type { InvocationParts } from './invocation.ts';
import { internally, invocationOf } from './invocation.ts';
import type { EquivalentResource } from './object-versions.ts';
import { isExempt } from './rules.ts';
import { VersionedRequest } from './versioned-request.ts';

const NAME = 'MutatingAdmissionWebhook';

export interface WebhookParts extends WebhookCallParts, InvocationParts {}

/** What the first round leaves for the second. */
interface Memory {
  /** The object as the webhooks left it. */
  last: AnyObject | undefined;
  /** Webhooks that want to be asked again when a later one, or a plugin, changes the object. */
  readonly asked: Set<string>;
  /** Those of them that are to be. */
  readonly again: Set<string>;
}

/**
 * Asks the mutating webhooks, one after the other. When one changes the object, everything that
 * changes objects gets a second chance, once.
 */
export function mutatingWebhooks(
  configurations: WebhookConfigurations,
  parts: WebhookParts,
): AdmissionPlugin {
  return {
    name: NAME,
    mutate(attributes, round) {
      const { webhooks } = configurations;
      if (webhooks.length === 0 || isExempt(attributes)) return undefined;
      return dispatch(webhooks, attributes, round, parts);
    },
  };
}

async function dispatch(
  webhooks: readonly Webhook[],
  attributes: AdmissionAttributes,
  round: MutationRound,
  parts: WebhookParts,
): Promise<void> {
  const memory = memoryOf(round);
  if (round.isSecond && !isDeepStrictEqual(memory.last, attributes.object)) askAgain(memory);
  const request = new VersionedRequest(attributes, parts.versions);
  for (const webhook of webhooks) {
    const asked = await invocationOf(webhook, attributes, parts, (each) => request.in(each));
    if (asked === undefined) continue;
    // A webhook that was not asked in the first round is not asked in the second.
    if (round.isSecond && !memory.again.has(webhook.id)) continue;
    const changed = await ask(webhook, asked, request, parts);
    if (changed) {
      askAgain(memory);
      round.wantsSecond = true;
    }
    if (webhook.spec.reinvocationPolicy === 'IfNeeded') memory.asked.add(webhook.id);
  }
  // Whatever plugins do to the object in the second round, they do to another one.
  if (round.wantsSecond && !round.isSecond && memory.asked.size > 0) {
    memory.last = attributes.object && copyOf(attributes.object);
  }
}

function copyOf(object: AnyObject): AnyObject {
  return readJson(encodeJson(object)) as AnyObject;
}

function memoryOf(round: MutationRound): Memory {
  let memory = round.memory.get(NAME) as Memory | undefined;
  if (memory === undefined) {
    memory = { last: undefined, asked: new Set(), again: new Set() };
    round.memory.set(NAME, memory);
  }
  return memory;
}

function askAgain({ asked, again }: Memory): void {
  for (const id of asked) again.add(id);
  asked.clear();
}

/** @returns whether the object is another one now */
async function ask(
  { spec }: Webhook,
  asked: EquivalentResource,
  request: VersionedRequest,
  parts: WebhookParts,
): Promise<boolean> {
  try {
    const { attributes } = request;
    const objects = await request.in(asked);
    const allowed = await askWebhook(parts, spec, {
      attributes,
      asked,
      ...objects,
      mutating: true,
    });
    return await applyPatch(spec.name, allowed, asked, request);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    if (spec.failurePolicy === 'Ignore') return false;
    throw internalError(error.message, error);
  }
}

async function applyPatch(
  name: string,
  { patch, patchType }: Allowed,
  asked: EquivalentResource,
  request: VersionedRequest,
): Promise<boolean> {
  const operations = patch === undefined ? [] : operationsOf(name, patch);
  if (operations.length === 0) return false;
  const { object } = await request.in(asked);
  if (object === undefined) {
    throw internalError(
      `admission webhook ${quote(name)} attempted to modify the object, which is not supported for this operation`,
    );
  }
  if (patchType !== 'JSONPatch') {
    throw new CallFailure(name, `unsupported patch type ${quote(patchType)}`);
  }
  const document = await internally(() => patched(object, operations));
  return internally(() => request.replace(asked, document));
}

/** @throws CallFailure for what is no list of operations */
function operationsOf(name: string, patch: Buffer): readonly unknown[] {
  const refuse = (why: string, cause: unknown): CallFailure =>
    new CallFailure(name, `received undecodable patch in webhook response: ${why}`, cause);
  try {
    const { value } = parseJson(patch);
    // An empty patch of nothing tells whether this is a patch at all.
    applyJsonPatch({}, Array.isArray(value) ? [] : value, { lenient: true });
    return (value ?? []) as readonly unknown[];
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ApiError) {
      throw refuse(error.message, error);
    }
    throw error;
  }
}

function patched(object: AnyObject, operations: readonly unknown[]): unknown {
  try {
    return applyJsonPatch(object, operations, { lenient: true });
  } catch (error) {
    // The library's own words; the API keeps them from clients who patch themselves.
    const text = error instanceof ApiError ? error.cause : undefined;
    throw new Error(typeof text === 'string' ? text : (error as Error).message, { cause: error });
  }
}
