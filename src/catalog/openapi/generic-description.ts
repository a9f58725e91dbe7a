import type { FieldData } from '../types-data.ts';

const SCALARS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  bool: ['true or false', 'booleans'],
  bytes: ['bytes in base64', 'byte strings in base64'],
  double: ['a number', 'numbers'],
  duration: ['a duration', 'durations'],
  fieldsV1: ['a set of fields', 'sets of fields'],
  int32: ['a whole number', 'whole numbers'],
  int64: ['a whole number', 'whole numbers'],
  intOrString: ['a whole number or a string', 'whole numbers or strings'],
  json: ['any JSON value', 'JSON values'],
  microTime: ['a time with microseconds', 'times with microseconds'],
  quantity: ['a quantity such as 500m or 1Gi', 'quantities such as 500m or 1Gi'],
  rawExtension: ['an object of any kind', 'objects of any kind'],
  string: ['a string', 'strings'],
  time: ['a time', 'times'],
};

/** What can be said of a type that nobody described, from its name alone. */
export function genericTypeDescription(name: string): string {
  const kind = shortName(name);
  const list = /^(.+)List$/.exec(kind)?.[1];
  if (list !== undefined) return `A list of objects of kind ${list}.`;
  const spec = /^(.+)Spec$/.exec(kind)?.[1];
  if (spec !== undefined) return `What is wanted of ${withArticle(words(spec))}.`;
  const status = /^(.+)Status$/.exec(kind)?.[1];
  if (status !== undefined) return `What was last observed of ${withArticle(words(status))}.`;
  return `The type ${kind}, a part of the API of Kubernetes.`;
}

/** What can be said of a field that nobody described: its shape and how it is merged. */
export function genericFieldDescription(type: string, field: string, facts: FieldData): string {
  const common = commonFieldDescription(type, field, facts);
  if (common !== undefined) return common;
  const subject = `${words(field)} of ${withArticle(words(shortName(type)))}`;
  const merged =
    facts.listType === 'map' && facts.listMapKeys !== undefined
      ? `; entries are told apart by ${facts.listMapKeys.join(' and ')}`
      : facts.listType === 'set'
        ? '; no entry comes twice'
        : '';
  const need = facts.required === true ? ' Required.' : '';
  return `${capitalised(subject)}: ${shapeOf(facts)}${merged}.${need}`;
}

/** Members that objects and lists of nearly all kinds have. */
function commonFieldDescription(
  type: string,
  field: string,
  { ref = '' }: FieldData,
): string | undefined {
  const of = shortName(ref);
  if (of === 'ObjectMeta') return 'The name, the labels and the other facts that every object has.';
  if (of === 'ListMeta') return 'The state that the list shows, and how to get the next page.';
  const kind = words(shortName(type));
  if (field === 'spec' && ref !== '') return `What is wanted of the ${kind}.`;
  if (field === 'status' && ref !== '') {
    return `What was last observed of the ${kind}. Set by the system.`;
  }
  return field === 'items' && type.endsWith('List') ? 'The objects of the list.' : undefined;
}

function shapeOf({ card, ref, type }: FieldData): string {
  const [one, many] =
    ref === undefined
      ? (SCALARS[type ?? ''] ?? ['a value', 'values'])
      : [withArticle(shortName(ref)), `${shortName(ref)} entries`];
  if (card === 'list') return `a list of ${many}`;
  return card === 'map' ? `a map from names to ${many}` : one;
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** `terminationGracePeriodSeconds` → `termination grace period seconds`; abbreviations keep their capitals. */
function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word) => (/^[A-Z][a-z0-9]/.test(word) ? word.toLowerCase() : word))
    .join(' ');
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
