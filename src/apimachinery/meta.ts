import type { ObjectMeta } from './types.generated.ts';

export type { ObjectMeta } from './types.generated.ts';

/** Any object of the API once it has been decoded: plain JSON in canonical form. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
}

/** An object whose members are looked at without knowing its kind. */
export type AnyObject = KubeObject & Record<string, unknown>;

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** `v1`, `apps/v1`. */
export function groupVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

export function isTerminating(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** The owner reference that says `controller: true`, if there is one. */
export function controllerOf(
  object: KubeObject,
): NonNullable<ObjectMeta['ownerReferences']>[number] | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

/** RFC 3339 in UTC, whole seconds: the form of metav1.Time. */
export function formatTime(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** A write asks for the same second several times, and so do its neighbours. */
let lastSecond = Number.NaN;
let lastText = '';

/** RFC 3339 in UTC with six digits: the form of metav1.MicroTime. */
export function formatMicroTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`;
}

/** Milliseconds since the epoch; NaN for what is no time. */
export function parseTime(text: string): number {
  return Date.parse(text);
}
