/** A webhook that answers anything but what it should: broken, huge, slow and endless. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { SeededRng } from '../../src/base/rng.ts';

/** How one request is answered. */
export interface Misbehaviour {
  readonly name: string;
  /** Nothing more comes by itself: the caller's clock has to move. */
  readonly hangs: boolean;
  answer(response: ServerResponse, review: Review): void;
}

interface Review {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly request?: {
    readonly uid?: string;
    readonly desiredAPIVersion?: string;
    readonly objects?: readonly object[];
  };
}

type Make = (rng: SeededRng) => Omit<Misbehaviour, 'name'>;

const CHUNK = Buffer.alloc(256 * 1024, ' ');
const DEPTH = 100_000;

/** All the ways to misbehave, by name. */
const WAYS: Readonly<Record<string, Make>> = {
  bytes: (rng) => ends((response) => response.end(randomBytes(rng, rng.int(3000)))),
  'broken text': (rng) =>
    ends((response, review) => response.end(broken(rng, JSON.stringify(allowing(review))))),
  'odd members': (rng) =>
    ends((response, review) => response.end(JSON.stringify(spoilt(rng, allowing(review))))),
  'odd patch': (rng) =>
    ends((response, review) => response.end(JSON.stringify(patching(review, oddPatch(rng))))),
  deep: (rng) =>
    ends((response) => {
      const open = rng.int(2) === 0 ? '[' : '{"a":';
      response.end(open.repeat(DEPTH));
    }),
  'deep patch': () =>
    ends((response, review) => {
      const deep = `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;
      const patch = `[{"op":"add","path":"/data/a","value":${deep}}]`;
      response.end(JSON.stringify(patching(review, patch)));
    }),
  'doubling yaml': () => ends((response) => response.end(doublingYaml())),
  status: (rng) =>
    ends((response) => {
      response.statusCode = 200 + rng.int(400);
      response.end('x');
    }),
  impatient: (rng) => ({
    hangs: true,
    answer(response) {
      response.statusCode = 429;
      response.setHeader('retry-after', String(1 + rng.int(1e9)));
      response.end();
    },
  }),
  'at once again': () =>
    ends((response) => {
      response.statusCode = 503;
      response.setHeader('retry-after', '0');
      response.end();
    }),
  elsewhere: (rng) =>
    ends((response) => {
      response.statusCode = [301, 302, 303, 307, 308][rng.int(5)] ?? 302;
      const places = ['/', '/again', 'http://localhost/', 'https://', '%%%', '//[', 'ftp://x'];
      response.setHeader('location', places[rng.int(places.length)] ?? '/');
      response.end();
    }),
  'wrong length': () =>
    ends((response) => {
      response.setHeader('content-length', '1000');
      response.write('{');
      response.socket?.end();
    }),
  'no HTTP': (rng) =>
    ends((response) => {
      response.socket?.end(randomBytes(rng, 1 + rng.int(300)));
    }),
  'hung up': () => ends((response) => response.socket?.destroy()),
  'lies about gzip': () =>
    ends((response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end('{}');
    }),
  endless: () => ends((response) => pour(response)),
  silent: () => ({ hangs: true, answer: () => {} }),
  'silent in the middle': () => ({
    hangs: true,
    answer: (response) => {
      response.write('{"kind":');
    },
  }),
};

function ends(answer: Misbehaviour['answer']): Omit<Misbehaviour, 'name'> {
  return { hangs: false, answer };
}

/** One way to misbehave, drawn by lot. */
export function misbehaviour(rng: SeededRng): Misbehaviour {
  const names = Object.keys(WAYS);
  return misbehaviourCalled(names[rng.int(names.length)] ?? '', rng);
}

export function misbehaviourCalled(name: string, rng: SeededRng): Misbehaviour {
  const make = WAYS[name];
  if (make === undefined) throw new Error(`no way to misbehave is called ${name}`);
  return { name, ...make(rng) };
}

/** A server that misbehaves as it was told for a path. */
export class BadWebhook {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  behaviour: (path: string) => Misbehaviour = () => {
    throw new Error('nothing was told');
  };
  /** Called when a request has been answered as far as it will be. */
  onAnswered: () => void = () => {};
  /** So many bytes were written to those who would read for ever. */
  poured = 0;

  constructor(credentials: { readonly certificate: string; readonly key: string }) {
    const { certificate: cert, key } = credentials;
    this.#server = createServer({ cert, key }, (request, response) => {
      void this.#answer(request, response);
    });
    this.#server.on('secureConnection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('tlsClientError', () => {});
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    response.on('error', () => {});
    response.setHeader('content-type', 'application/json');
    const review = (text === '' ? {} : JSON.parse(text)) as Review;
    poured.set(response, (bytes) => {
      this.poured += bytes;
    });
    const [path = ''] = (request.url ?? '').split('?');
    this.behaviour(path).answer(response, review);
    this.onAnswered();
  }
}

const poured = new WeakMap<ServerResponse, (bytes: number) => void>();

/** Writes as long as somebody reads. */
function pour(response: ServerResponse): void {
  const count = poured.get(response);
  const more = (): void => {
    while (!response.destroyed) {
      count?.(CHUNK.length);
      if (!response.write(CHUNK)) {
        response.once('drain', more);
        return;
      }
    }
  };
  more();
}

/** The answer that lets a request pass, or converts by saying another version. */
export function allowing({ kind, apiVersion, request = {} }: Review): Record<string, unknown> {
  const { uid, desiredAPIVersion, objects = [] } = request;
  const convertedObjects = objects.map((each) => ({ ...each, apiVersion: desiredAPIVersion }));
  const response =
    kind === 'ConversionReview'
      ? { uid, convertedObjects, result: { status: 'Success' } }
      : { uid, allowed: true };
  return { kind, apiVersion, response };
}

function patching(review: Review, patch: string): Record<string, unknown> {
  const answer = allowing(review);
  const encoded = Buffer.from(patch).toString('base64');
  return {
    ...answer,
    response: { ...(answer['response'] as object), patchType: 'JSONPatch', patch: encoded },
  };
}

function randomBytes(rng: SeededRng, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => rng.int(256)));
}

/** Some characters are others. */
function broken(rng: SeededRng, text: string): string {
  const characters = text.split('');
  for (let count = 1 + rng.int(5); count > 0; count--) {
    characters[rng.int(characters.length)] = String.fromCodePoint(rng.int(300));
  }
  return characters.join('');
}

const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  'x',
  [],
  [null],
  {},
  { a: {} },
  'W10=',
  '=',
];

/** One member, somewhere, is something else. */
function spoilt(rng: SeededRng, value: unknown): unknown {
  const odd = (): unknown => ODD[rng.int(ODD.length)];
  if (typeof value !== 'object' || value === null || rng.int(4) === 0) return odd();
  const members = Object.entries(value);
  const extra = ['status', 'patch', 'patchType', 'warnings', 'auditAnnotations', '__proto__'];
  members.push([extra[rng.int(extra.length)] ?? '', undefined]);
  const chosen = rng.int(members.length);
  return Object.fromEntries(
    members.map(([name, member], index) => [name, index === chosen ? spoilt(rng, member) : member]),
  );
}

function oddPatch(rng: SeededRng): string {
  const paths = [
    '',
    '/',
    '/data',
    '/data/a',
    '/data/~',
    '/metadata/name',
    '/metadata',
    '/kind',
    'a',
  ];
  const odd = (list: readonly unknown[]): unknown =>
    rng.int(8) === 0 ? ODD[rng.int(ODD.length)] : list[rng.int(list.length)];
  const operations = Array.from({ length: rng.int(20) }, () => ({
    op: odd(['add', 'remove', 'replace', 'move', 'copy', 'test', 'jump']),
    path: odd(paths),
    from: odd(paths),
    value: ODD[rng.int(ODD.length)],
  }));
  return JSON.stringify(rng.int(10) === 0 ? spoilt(rng, operations) : operations);
}

/** Thirty lines that would be a thousand million. */
function doublingYaml(): string {
  const lines = ['a0: &a0 [x, x]'];
  for (let level = 1; level < 30; level++) {
    lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
  }
  return lines.join('\n');
}
