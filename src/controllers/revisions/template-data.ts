import { compareBytes } from '../../apimachinery/go-format.ts';
import { escapeHtml } from '../../apimachinery/go-print.ts';
import type { ControllerRevision, PodTemplateSpec } from '../../apimachinery/types.generated.ts';
import { ExactNumber, encodeJson } from '../../base/json.ts';

/**
 * What a ControllerRevision keeps of its owner: a strategic merge patch that brings the template
 * back. The bytes are those of upstream, which compares them and makes names of their hash.
 */
export function templateData(template: PodTemplateSpec): string {
  return sortedJson({ spec: { template: { ...template, $patch: 'replace' } } });
}

export function dataOf({ data }: ControllerRevision): string {
  return sortedJson(data);
}

/** As Go writes maps: names in the order of their bytes. Bounded by the depth of what was decoded. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
    return escapeHtml(encodeJson(value ?? null));
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => compareBytes(a, b))
    .map(([name, member]) => `${escapeHtml(JSON.stringify(name))}:${sortedJson(member)}`);
  return `{${members.join(',')}}`;
}
