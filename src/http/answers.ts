import type { Response } from 'express';
import type { Status } from '../apimachinery/errors.ts';
import { escapeHtml } from '../apimachinery/go-print.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import type { Catalog, Resource } from '../catalog/catalog.ts';
import { readJson } from '../catalog/json-source.ts';
import { formatYaml } from '../catalog/yaml-emit.ts';
import type { Item } from '../registry/item.ts';
import { typeMetaText } from '../registry/item.ts';
import type { Page } from '../registry/list.ts';
import type { Exchange } from './exchange.ts';
import type { Output } from './negotiate.ts';
import { ProtobufForms } from './protobuf.ts';
import { CONTENT_TYPES, SharedBody, write } from './respond.ts';
import type { TableParts } from './tables.ts';
import { Tables } from './tables.ts';

export interface AnswerParts extends TableParts {
  readonly catalog: Catalog;
}

/** How an answer is to be written when there is no exchange yet. */
export interface StatusOutput {
  readonly output: Output;
  readonly pretty: boolean;
  readonly warnings: readonly string[];
  readonly acceptEncoding: string | string[] | undefined;
}

/** Writes what the verbs answer in the form that was negotiated. */
export class Answers {
  readonly protobuf: ProtobufForms;
  readonly tables: Tables;
  readonly #bodies = new WeakMap<Page, Map<string, SharedBody>>();

  constructor(parts: AnswerParts) {
    this.protobuf = new ProtobufForms(parts.catalog);
    this.tables = new Tables(parts);
  }

  /** One object. */
  item(exchange: Exchange, code: number, item: Item): void {
    const { output } = exchange;
    // A Status stays what it is: the answer to an eviction.
    if (output.transform !== undefined && item.resource.kind !== 'Status') {
      this.#transformed(
        exchange,
        code,
        this.tables.item(itemSubject(exchange, item), output.transform, item),
      );
    } else if (output.format === 'protobuf') send(exchange, code, this.protobuf.item(item));
    else sendText(exchange, code, item.fullText);
  }

  /** A list. Items of built-in kinds have no apiVersion and kind, those of CRDs do. */
  page(exchange: Exchange, page: Page): void {
    const { output, resource } = exchange;
    if (output.transform !== undefined) {
      this.#transformed(exchange, 200, this.tables.page(exchange, output.transform, page));
    } else if (output.format === 'protobuf') {
      send(exchange, 200, this.#body(page, resource, 'protobuf'));
    } else if (output.format === 'json' && !exchange.pretty) {
      send(exchange, 200, this.#body(page, resource, 'json'));
    } else sendText(exchange, 200, pageText(resource, page));
  }

  /** A page that several readers get is encoded once. */
  #body(page: Page, resource: Resource, format: 'json' | 'protobuf'): SharedBody {
    let bodies = this.#bodies.get(page);
    if (bodies === undefined) {
      bodies = new Map();
      this.#bodies.set(page, bodies);
    }
    let body = bodies.get(format);
    if (body === undefined) {
      const bytes =
        format === 'protobuf'
          ? this.protobuf.page(resource, page)
          : Buffer.from(`${pageText(resource, page)}\n`);
      body = new SharedBody(bytes);
      bodies.set(format, body);
    }
    return body;
  }

  /** Any other object of the API: a Scale, the answer of a review. */
  object(exchange: Exchange, code: number, object: { apiVersion?: string; kind?: string }): void {
    if (exchange.output.format === 'protobuf') send(exchange, code, this.protobuf.object(object));
    else sendText(exchange, code, escapeHtml(JSON.stringify(object)));
  }

  /** A Status; errors are encoded in the negotiated type as well. */
  status(response: Response, status: Status, how: StatusOutput): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { output } = how;
    response.statusCode = status.code ?? 200;
    if (how.warnings.length > 0) response.setHeader('Warning', [...how.warnings]);
    const retry = status.details?.retryAfterSeconds;
    if (retry !== undefined && status.status === 'Failure') {
      response.setHeader('Retry-After', String(retry));
    }
    response.setHeader('Content-Type', CONTENT_TYPES[output.format]);
    write(response, this.#statusBody(status, how), how.acceptEncoding);
  }

  #statusBody(status: Status, { output, pretty }: StatusOutput): string | Buffer {
    if (output.format === 'protobuf') return this.protobuf.status(status);
    if (output.format === 'yaml') return formatYaml(status);
    if (pretty) return escapeHtml(JSON.stringify(status, null, 2));
    return `${escapeHtml(JSON.stringify(status))}\n`;
  }

  #transformed(exchange: Exchange, code: number, text: string): void {
    if (exchange.output.format === 'protobuf') {
      send(exchange, code, this.protobuf.object(JSON.parse(text) as object));
    } else sendText(exchange, code, escapeHtml(text));
  }
}

/** What a subresource answers with may be of another kind than the resource of the request. */
function itemSubject(
  { query }: Exchange,
  { resource }: Item,
): Pick<Exchange, 'query' | 'resource'> {
  return { query, resource };
}

/** A list of custom resources, sorted like everything that has no type. */
function customPageText(resource: Resource, page: Page): string {
  const metadata = JSON.stringify({
    continue: page.continueToken ?? '',
    remainingItemCount: page.remainingItemCount,
    resourceVersion: page.resourceVersion,
  });
  const [apiVersion, kind] = [groupVersion(resource.group, resource.version), resource.listKind];
  let text = `{"apiVersion":${JSON.stringify(apiVersion)},"items":[`;
  let first = true;
  for (const item of page.items) {
    if (first) first = false;
    else text += ',';
    text += item.fullText;
  }
  return `${text}],"kind":${JSON.stringify(kind)},"metadata":${metadata}}`;
}

function pageText(resource: Resource, page: Page): string {
  if (resource.custom !== undefined) return customPageText(resource, page);
  const head = typeMetaText({ ...resource, kind: resource.listKind });
  const metadata = {
    ...(page.resourceVersion === '' ? {} : { resourceVersion: page.resourceVersion }),
    ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
    ...(page.remainingItemCount === undefined
      ? {}
      : { remainingItemCount: page.remainingItemCount }),
  };
  let text = `${head},"metadata":${JSON.stringify(metadata)},"items":[`;
  let first = true;
  for (const item of page.items) {
    if (first) first = false;
    else text += ',';
    text += item.text;
  }
  return `${text}]}`;
}

function sendText(exchange: Exchange, code: number, text: string): void {
  if (exchange.output.format === 'yaml') send(exchange, code, formatYaml(readJson(text)));
  else if (exchange.pretty) {
    send(exchange, code, escapeHtml(JSON.stringify(JSON.parse(text), null, 2)));
  } else send(exchange, code, `${text}\n`);
}

function send(exchange: Exchange, code: number, body: string | Buffer | SharedBody): void {
  const { response, request, output, warnings } = exchange;
  response.statusCode = code;
  response.setHeader('Content-Type', CONTENT_TYPES[output.format]);
  const values = warnings.headers();
  if (values.length > 0) response.setHeader('Warning', values);
  write(response, body, request.headers['accept-encoding']);
}
