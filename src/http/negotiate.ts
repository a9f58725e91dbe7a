import type { ApiError } from '../apimachinery/errors.ts';
import { notAcceptable } from '../apimachinery/errors.ts';
import type { Clause } from './accept.ts';
import { includes, namesOneOf, parseAccept } from './accept.ts';

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
  /** The answer is a watch, for which YAML is no form. */
  readonly stream: boolean;
  /** The route could also be watched, which its refusal mentions. */
  readonly watchable: boolean;
  /** The route writes plain text when all goes well. */
  readonly text: boolean;
  /** Into what the answer can be turned: subresources that only write know no tables. */
  readonly transforms: 'all' | 'metadata' | 'none';
}

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
  text: false,
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
    for (const clause of parseAccept(accept)) {
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
  return accept === undefined || accept === '' || namesOneOf(accept, types);
}

function choose(accept: string, offer: Offer): Output {
  if (!offer.custom && !reachesRoute(accept, typesOf(offer))) throw notRepresentable(offer);
  const output = firstOutput(parseAccept(accept), offer);
  if (output === undefined) throw onlyTheFollowing({ stream: false });
  // What was found first counts: nothing else is looked for to write a stream in.
  if (offer.stream && output.format === 'yaml') throw onlyTheFollowing(offer);
  return output;
}

function firstOutput(clauses: readonly Clause[], offer: Offer): Output | undefined {
  for (const clause of clauses) {
    const output = outputOf(clause, offer);
    if (output !== undefined) return output;
  }
  return undefined;
}

/** The formats that a media range means, wildcards included, the preferred one first. */
export function formatsOf(clause: Clause): Format[] {
  return FORMATS.filter(([name]) => includes(clause, name)).map(([, format]) => format);
}

function outputOf(clause: Clause, offer: Offer): Output | undefined {
  const { parameters } = clause;
  const transform = transformOf(parameters, offer);
  const version = parameters.get('sv');
  if (transform === 'refused') return undefined;
  if (version !== undefined && (version !== 'v1' || offer.transforms === 'none')) return undefined;
  const stream = parameters.get('stream');
  for (const format of formatsOf(clause)) {
    if (format === 'protobuf' && transform?.kind === 'Table') continue;
    if (format === 'protobuf' && !offer.protobuf && transform === undefined) continue;
    if (stream !== undefined && (stream !== 'watch' || format === 'yaml')) continue;
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

function typesOf({ text }: Offer): string[] {
  return [...(text ? ['text/plain'] : []), ...FORMATS.map(([name]) => name)];
}

function notRepresentable(offer: Offer): ApiError {
  const streams = [`${JSON_TYPE};stream=watch`, `${PROTOBUF_TYPE};stream=watch`];
  return unreachable([...typesOf(offer), ...(offer.watchable ? streams : [])]);
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

/** Whether JSON is indented: the Accept header decides, then the query, then who asks. */
export function isPretty(
  query: URLSearchParams,
  output: Output,
  agent: string | undefined,
): boolean {
  if (output.pretty) return true;
  const asked = query.get('pretty');
  if (asked !== null && asked !== '') return /^(1|[tT]|true|True|TRUE)$/.test(asked);
  return agent !== undefined && PRETTY_AGENTS.some((prefix) => agent.startsWith(prefix));
}
