import type { Status } from '../apimachinery/errors.ts';
import { escapeHtml, goJson } from '../apimachinery/go-print.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import { zeroObject } from '../catalog/canonical.ts';
import type { Resource } from '../catalog/catalog.ts';
import { typeMetaText } from '../registry/item.ts';
import type { Change } from '../registry/watch.ts';
import type { Answers } from './answers.ts';
import type { Exchange } from './exchange.ts';
import type { ProtobufForms } from './protobuf.ts';
import type { EventTransform } from './tables.ts';

/** What the encoder needs to know of a watch. */
export type WatchSubject = Pick<Exchange, 'query' | 'output' | 'resource'>;

/**
 * Turns changes into the bytes of one watch. The common form, JSON without a transform, is made
 * once per object, revision and event type, and shared by all watchers.
 */
export class WatchEncoder {
  readonly #subject: WatchSubject;
  readonly #protobuf: ProtobufForms | undefined;
  readonly #forms: ProtobufForms;
  readonly #transform: EventTransform | undefined;

  constructor(subject: WatchSubject, answers: Answers) {
    const { output } = subject;
    this.#subject = subject;
    this.#forms = answers.protobuf;
    this.#protobuf = output.format === 'protobuf' ? answers.protobuf : undefined;
    this.#transform =
      output.transform === undefined ? undefined : answers.tables.events(subject, output.transform);
  }

  /** Undefined: events have no such form as was asked for. */
  change({ type, item }: Change): Buffer | undefined {
    if (this.#transform !== undefined) return this.#transformed(type, this.#transform.change(item));
    if (this.#protobuf !== undefined) return this.#protobuf.event(type, item);
    return item.recentForm(type, () => line(type, item.fullText));
  }

  bookmark(revision: number, { initialEventsEnd = false } = {}): Buffer | undefined {
    const { resource } = this.#subject;
    const annotations = {
      ...emptyAnnotations(resource),
      ...(initialEventsEnd ? { 'k8s.io/initial-events-end': 'true' } : {}),
    };
    const hasAnnotations = Object.keys(annotations).length > 0;
    const isSorted = resource.custom !== undefined;
    const metadata = {
      ...(hasAnnotations && isSorted ? { annotations } : {}),
      resourceVersion: String(revision),
      ...(hasAnnotations && !isSorted ? { annotations } : {}),
    };
    if (this.#transform !== undefined) {
      return this.#transformed('BOOKMARK', this.#transform.bookmark(metadata));
    }
    const zero = emptyObject(resource);
    const object = { ...zero, metadata };
    if (this.#protobuf !== undefined) {
      const apiVersion = groupVersion(resource.group, resource.version);
      return this.#protobuf.objectEvent('BOOKMARK', { apiVersion, kind: resource.kind, ...object });
    }
    return line('BOOKMARK', `${typeMetaText(resource)},${goJson(object).slice(1)}`);
  }

  error(status: Status): Buffer {
    if (this.#protobuf !== undefined) return this.#protobuf.statusEvent(status);
    return line('ERROR', goJson(status));
  }

  #transformed(type: string, text: string | undefined): Buffer | undefined {
    if (text === undefined) return undefined;
    if (this.#protobuf !== undefined) {
      return this.#forms.objectEvent(
        type,
        JSON.parse(text) as { apiVersion: string; kind: string },
      );
    }
    return line(type, escapeHtml(text));
  }
}

/** Upstream makes an annotation of a field that its internal type still has. */
function emptyAnnotations({ group, kind }: Resource): Readonly<Record<string, string>> {
  return group === 'apps' && kind === 'DaemonSet'
    ? { 'deprecated.daemonset.template.generation': '0' }
    : {};
}

/** Kinds whose replicas are a plain number inside upstream, so that its empty objects show them. */
const PLAIN_REPLICAS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet']);

function emptyObject({ schema, group, kind }: Resource): Record<string, unknown> {
  const zero = schema === undefined ? {} : zeroObject(schema);
  if (group !== 'apps' || !PLAIN_REPLICAS.has(kind)) return zero;
  return { ...zero, spec: { replicas: 0, ...(zero['spec'] as object) } };
}

function line(type: string, objectText: string): Buffer {
  return Buffer.from(`{"type":"${type}","object":${objectText}}\n`);
}
