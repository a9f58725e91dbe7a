import type { ApiError } from '../apimachinery/errors.ts';
import { notAcceptable } from '../apimachinery/errors.ts';

export const JSON_TYPE = 'application/json';
export const YAML_TYPE = 'application/yaml';
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

export type Format = 'json' | 'yaml' | 'protobuf';

/** Which other kind the client wants the answer turned into. */
export interface Transform {
  readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  readonly version: 'v1' | 'v1beta1';
}

export interface Output {
  readonly format: Format;
  readonly transform: Transform | undefined;
  /** The client asked for indented JSON in the Accept header. */
  readonly pretty: boolean;
}

export const PLAIN_OUTPUT: Output = { format: 'json', transform: undefined, pretty: false };

/** What a route can answer with; it decides the words of a refusal. */
export interface Offer {
  /** Custom resources and `/apis` skip the exact first match that built-in routes make. */
  readonly custom: boolean;
  /** Custom resources have no protobuf form, except as a transform. */
  readonly protobuf: boolean;
  /** The answer is a watch: no YAML. */
  readonly stream: boolean;
  /** The route could also be watched, which its refusal mentions. */
  readonly watchable: boolean;
  /** Into what the answer can be turned: subresources that only write know no tables. */
  readonly transforms: 'all' | 'metadata' | 'none';
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly q: number;
}

const ACCEPT_MAX = 8192;
const FORMATS: readonly (readonly [string, Format])[] = [
  [JSON_TYPE, 'json'],
  [YAML_TYPE, 'yaml'],
  [PROTOBUF_TYPE, 'protobuf'],
];

const plain = new Map<string, Output>();

/** @throws 406 in the words of upstream */
export function negotiate(accept: string | undefined, offer: Offer): Output {
  if (accept === undefined || accept === '' || accept === JSON_TYPE) return PLAIN_OUTPUT;
  const key = `${offer.custom}${offer.protobuf}${offer.stream}${offer.transforms}${accept}`;
  const known = plain.get(key);
  if (known !== undefined) return known;
  const output = choose(accept, offer);
  // Clients send a handful of Accept headers; strangers may send many, and those are not kept.
  if (plain.size < 256 && accept.length < 512) plain.set(key, output);
  return output;
}

/** What is written as it is, and never watched: a Status, a document of discovery. */
export const DOCUMENT: Offer = {
  custom: true,
  protobuf: true,
  stream: false,
  watchable: false,
  transforms: 'none',
};

/**
 * How a refusal is written to somebody whose request has no route yet. A Status becomes no table, and
 * who takes nothing that it can be written in gets indented JSON.
 */
export function refusalForm(
  accept: string | undefined,
  query: URLSearchParams,
  agent: string | undefined,
): { output: Output; pretty: boolean } {
  if (accept !== undefined && accept !== '') {
    for (const clause of parseAccept(accept.slice(0, ACCEPT_MAX))) {
      const output = outputOf(clause, DOCUMENT);
      if (output !== undefined) return { output, pretty: isPretty(query, output, agent) };
    }
    return { output: PLAIN_OUTPUT, pretty: true };
  }
  return { output: PLAIN_OUTPUT, pretty: isPretty(query, PLAIN_OUTPUT, agent) };
}

/**
 * Whether a route is reached at all: routes of built-in kinds look for a media type of theirs first.
 * @param types what the route can write
 */
export function reachesRoute(
  accept: string | undefined,
  types: readonly string[] = FORMATS.map(([name]) => name),
): boolean {
  if (accept === undefined || accept === '') return true;
  return parseAccept(accept.slice(0, ACCEPT_MAX)).some(
    ({ type }) => type === '*/*' || types.includes(type),
  );
}

function choose(accept: string, offer: Offer): Output {
  if (!offer.custom && !reachesRoute(accept)) throw notRepresentable(offer);
  const clauses = parseAccept(accept.slice(0, ACCEPT_MAX));
  // A watch has to be possible as a list before it is looked at as a stream.
  if (offer.stream && firstOutput(clauses, { ...offer, stream: false }) === undefined) {
    throw onlyTheFollowing({ stream: false });
  }
  const output = firstOutput(clauses, offer);
  if (output === undefined) throw onlyTheFollowing(offer);
  return output;
}

function firstOutput(clauses: readonly Clause[], offer: Offer): Output | undefined {
  for (const clause of clauses) {
    const output = outputOf(clause, offer);
    if (output !== undefined) return output;
  }
  return undefined;
}

/** The format that a type of an Accept header means, wildcards included. */
export function formatOf(type: string): Format | undefined {
  if (type === '*/*' || type === 'application/*') return 'json';
  return FORMATS.find(([name]) => name === type)?.[1];
}

function outputOf({ type, parameters }: Clause, offer: Offer): Output | undefined {
  for (const [name, format] of FORMATS) {
    if (type !== name && type !== '*/*' && type !== 'application/*') continue;
    if (offer.stream && format === 'yaml') continue;
    const transform = transformOf(parameters, offer);
    if (transform === 'refused') return undefined;
    if (format === 'protobuf' && transform?.kind === 'Table') continue;
    if (format === 'protobuf' && !offer.protobuf && transform === undefined) continue;
    const stream = parameters.get('stream');
    if (stream !== undefined && stream !== 'watch') return undefined;
    if (parameters.get('sv') !== undefined) return undefined;
    return { format, transform, pretty: parameters.get('pretty') === '1' };
  }
  return undefined;
}

/** What names the kind that an answer is to be turned into. */
const TARGET = ['as', 'g', 'v'];

function transformOf(
  parameters: ReadonlyMap<string, string>,
  { transforms }: Offer,
): Transform | 'refused' | undefined {
  if (!TARGET.some((name) => parameters.has(name))) return undefined;
  const kind = parameters.get('as');
  const version = parameters.get('v');
  if (transforms === 'none' || (kind === 'Table' && transforms !== 'all')) return 'refused';
  if (parameters.get('g') !== 'meta.k8s.io') return 'refused';
  if (version !== 'v1' && version !== 'v1beta1') return 'refused';
  if (
    kind !== 'Table' &&
    kind !== 'PartialObjectMetadata' &&
    kind !== 'PartialObjectMetadataList'
  ) {
    return 'refused';
  }
  return { kind, version };
}

/** Clauses by falling q, equal ones in their order. */
export function parseAccept(accept: string): Clause[] {
  const clauses = accept.split(',').map((text) => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    const parameters = new Map(
      rest.map((part): [string, string] => {
        const at = part.indexOf('=');
        return at === -1 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
    );
    const q = Number(parameters.get('q') ?? '1');
    return { type, parameters, q: Number.isFinite(q) ? q : 1 };
  });
  return clauses.filter(({ type }) => type !== '').toSorted((a, b) => b.q - a.q);
}

function notRepresentable({ watchable }: Offer): ApiError {
  const streams = [`${JSON_TYPE};stream=watch`, `${PROTOBUF_TYPE};stream=watch`];
  return unreachable([...FORMATS.map(([name]) => name), ...(watchable ? streams : [])]);
}

/** What somebody hears who takes nothing that a route can write. */
export function unreachable(types: readonly string[]): ApiError {
  const all = types.join(', ');
  return notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${all}`, {});
}

function onlyTheFollowing({ stream }: Pick<Offer, 'stream'>): ApiError {
  const names = stream
    ? [`${JSON_TYPE};stream=watch`, `${PROTOBUF_TYPE};stream=watch`]
    : [JSON_TYPE, YAML_TYPE, PROTOBUF_TYPE];
  return notAcceptable(`only the following media types are accepted: ${names.join(', ')}`);
}

const PRETTY_AGENTS = ['curl', 'Wget', 'Mozilla/5.0'];

/** Whether JSON is indented: the query decides, then the Accept header, then who asks. */
export function isPretty(
  query: URLSearchParams,
  output: Output,
  agent: string | undefined,
): boolean {
  const asked = query.get('pretty');
  if (asked !== null) return asked === 'true' || asked === '1';
  if (output.pretty) return true;
  return agent !== undefined && PRETTY_AGENTS.some((prefix) => agent.startsWith(prefix));
}
