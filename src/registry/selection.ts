import { badRequest } from '../apimachinery/errors.ts';
import type { SelectorTexts } from '../apimachinery/list-options.ts';
import { checkFieldLabels, parseFieldSelector } from '../apimachinery/selectors/fields.ts';
import { parseLabelSelector } from '../apimachinery/selectors/labels.ts';
import type { Resource } from '../catalog/catalog.ts';
import type { Selection } from './list.ts';

const EVERYTHING: Selection = { matches: undefined, name: undefined };

/**
 * @param pathName the name in the URL, for watches of one object; empty: none
 * @throws 400 in upstream's words
 */
export function selectionOf(
  resource: Resource,
  { labelSelector, fieldSelector }: SelectorTexts,
  pathName: string,
): Selection {
  if (!labelSelector && !fieldSelector && pathName === '') return EVERYTHING;
  const labels = parseLabelSelector(labelSelector ?? '');
  const fields = parseFieldSelector(fieldSelector ?? '');
  checkFieldLabels(fields, resource);
  const selectedName = fields.exact('metadata.name');
  if (pathName !== '' && !fields.isEmpty && selectedName !== pathName) {
    throw badRequest("fieldSelector metadata.name doesn't match requested name");
  }
  const name = pathName === '' ? selectedName : pathName;
  if (labels.isEmpty && fields.isEmpty) return { matches: undefined, name };
  return {
    name,
    matches: ({ object }) =>
      labels.matches(object.metadata.labels) &&
      fields.matches((label) => fieldValue(resource, object, label)),
  };
}

/** The value of a selectable field as text; what is absent is Go's zero value. */
function fieldValue(resource: Resource, object: object, label: string): string {
  const path = resource.fieldSelectors[label];
  if (path === null || path === undefined) return '';
  if (typeof path === 'string') return textAt(object, path);
  for (const each of path) {
    const text = textAt(object, each);
    if (text !== '') return text;
  }
  return '';
}

const pathParts = new Map<string, readonly string[]>();
/** Go's zero values of the few selectable fields that are no strings. */
const ZEROS: Readonly<Record<string, string>> = {
  'spec.unschedulable': 'false',
  'spec.hostNetwork': 'false',
  'status.replicas': '0',
  'status.successful': '0',
  'status.succeeded': '0',
};

function textAt(object: object, path: string): string {
  let parts = pathParts.get(path);
  if (parts === undefined) {
    parts = path.split('.');
    pathParts.set(path, parts);
  }
  let value: unknown = object;
  for (const part of parts) {
    if (typeof value !== 'object' || value === null) return ZEROS[path] ?? '';
    value = (value as Record<string, unknown>)[part];
  }
  if (value === undefined || value === null) return ZEROS[path] ?? '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
