import type { AnyObject } from '../apimachinery/meta.ts';
import type { StrategyContext } from './definition.ts';
import type { Kind } from './kind.ts';

/**
 * What a write through a subresource takes from the request. `status`: the status, and the metadata
 * except what `resetFields` names; all else stays. Other subresources have hooks of their own.
 */
export function prepareSubresource(
  kind: Kind,
  subresource: string,
  next: AnyObject,
  previous: AnyObject,
  hooks: StrategyContext,
): void {
  if (subresource === 'status') {
    for (const key of new Set([...Object.keys(next), ...Object.keys(previous)])) {
      if (key === 'status' || key === 'metadata') continue;
      if (previous[key] === undefined) delete next[key];
      else next[key] = previous[key];
    }
    for (const path of kind.storage.resetFields['status'] ?? []) {
      if (path.startsWith('metadata.')) keepMember(next.metadata, previous.metadata, path.slice(9));
    }
  }
  kind.behaviour.strategy.subresources?.[subresource]?.prepareForUpdate?.(next, previous, hooks);
}

function keepMember(next: object, previous: object, name: string): void {
  const target = next as Record<string, unknown>;
  const old = (previous as Record<string, unknown>)[name];
  if (old === undefined) delete target[name];
  else target[name] = old;
}
