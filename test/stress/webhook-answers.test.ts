/** Whatever a webhook answers, its request ends within its timeout and the server goes on. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../../src/apimachinery/errors.ts';
import type { ConfigMap } from '../../src/apimachinery/types.generated.ts';
import { Authenticator } from '../../src/auth/authenticator.ts';
import { ManualClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { SeededRng } from '../../src/base/rng.ts';
import type { Client } from '../../src/client/client.ts';
import { ApiServer } from '../../src/server.ts';
import { MemoryStore } from '../../src/store/memory/memory-store.ts';
import { ANSWER_BYTES_MAX } from '../../src/webhooks/exchange.ts';
import { eventually } from '../eventually.ts';
import type { Misbehaviour } from './webhook-answers.ts';
import { allowing, BadWebhook, misbehaviour, misbehaviourCalled } from './webhook-answers.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(performance.timeOrigin) % 2 ** 31);
const CALLS = 250;
const CONVERSIONS = 100;
const TIMEOUT_SECONDS = 10;
/** More than there are connections to one webhook. */
const MANY = 100;
const GOOD: Misbehaviour = {
  name: 'good',
  hangs: false,
  answer: (response, review) => response.end(JSON.stringify(allowing(review))),
};
/** What is on its way when the caller stops reading: buffers of both sides. */
const ON_ITS_WAY_MAX = 8 * 1024 * 1024;

const credentials = JSON.parse(
  readFileSync(new URL('../conformance/lib/webhook-certificate.json', import.meta.url), 'utf8'),
) as { ca: string; certificate: string; key: string };

const bundle = Buffer.from(credentials.ca).toString('base64');

describe(`a webhook that misbehaves (SEED=${SEED})`, () => {
  const clock = new ManualClock();
  const hook = new BadWebhook(credentials);
  const rng = new SeededRng(SEED);
  let server: ApiServer;
  let client: Client;
  let created = 0;

  beforeAll(async () => {
    const url = await hook.listen();
    server = new ApiServer({
      store: new MemoryStore({ clock }),
      clock,
      rng: new SeededRng(SEED),
      log: silentLogger,
      authenticator: new Authenticator([]),
      data: new URL('../../openapi/kubernetes/', import.meta.url),
      certificateAuthority: credentials.ca,
      serviceClusterIpRange: '10.96.0.0/16',
      serviceNodePortRange: { base: 30_000, size: 2768 },
    });
    await server.start({ address: '192.0.2.10', port: 6443 });
    client = server.client('fuzz');
    const definitions = client.resource('apiextensions.k8s.io/v1', 'customresourcedefinitions');
    await definitions.create(undefined, definition(`${url}/convert`) as never);
    for (const [kind, path] of [
      ['Mutating', '/mutate'],
      ['Validating', '/validate'],
    ] as const) {
      const plural = `${kind.toLowerCase()}webhookconfigurations`;
      const name = kind.toLowerCase();
      await client.resource('admissionregistration.k8s.io/v1', plural).create(undefined, {
        metadata: { name },
        webhooks: [webhook(`${name}.example.com`, `${url}${path}`, kind)],
      } as never);
    }
  });
  afterAll(async () => {
    await server.stop();
    await hook.close();
  });

  /** What became of a call: undefined, or why it was refused. */
  async function outcome(
    call: () => Promise<unknown>,
    bad: Misbehaviour,
  ): Promise<ApiError | undefined> {
    hook.behaviour = () => bad;
    const state = { isOver: false };
    const answered = new Promise<void>((resolve) => {
      hook.onAnswered = resolve;
    });
    const result = call()
      .then(
        () => undefined,
        (error: unknown) => error,
      )
      .finally(() => {
        state.isOver = true;
      });
    if (bad.hangs) {
      // What has been converted is not asked about again.
      await Promise.race([answered, result]);
      // Answers that ask for patience are on their way for a moment.
      for (let second = 0; !state.isOver && second < 1000; second++) await clock.advance(1000);
    }
    const error = await result;
    if (error === undefined || error instanceof ApiError) return error;
    throw new Error(`${bad.name} came through as no answer`, { cause: error });
  }

  const write = (label: string, bad: Misbehaviour): Promise<ApiError | undefined> =>
    outcome(
      () =>
        client.resource<ConfigMap>('v1', 'configmaps').create('default', {
          metadata: { name: `c${created++}`, labels: { [label]: 'yes' } },
          data: { a: '1' },
        }),
      bad,
    );

  test('refuses or lets pass, and nothing else', async () => {
    const met = new Set<string>();
    for (let calls = 0; calls < CALLS; calls++) {
      const bad = misbehaviour(rng);
      const error = await write(calls % 2 === 0 ? 'Mutating' : 'Validating', bad);
      if (error !== undefined) expect(error.code, bad.name).toBeGreaterThanOrEqual(400);
      met.add(bad.name);
    }
    expect(met.size).toBeGreaterThan(10);
  });

  test('converts or does not, and nothing else', async () => {
    const [stored, converted] = ['v1', 'v2'].map((version) =>
      client.resource(`example.com/${version}`, 'cups'),
    );
    await eventually(() =>
      (stored?.list('default') ?? Promise.reject(new Error())).then(
        () => true,
        () => false,
      ),
    );
    await stored?.create('default', cup(created++) as never);

    for (let calls = 0; calls < CONVERSIONS; calls++) {
      const bad = misbehaviour(rng);
      const error = await outcome(
        async () =>
          calls % 2 === 0
            ? converted?.list('default')
            : converted?.create('default', cup(created++) as never),
        bad,
      );
      if (error !== undefined) expect(error.code, bad.name).toBeGreaterThanOrEqual(400);
    }
    expect((await stored?.list('default'))?.items.length).toBeGreaterThan(0);
  });

  test.each(['silent', 'silent in the middle', 'impatient'])(
    'is waited for until its timeout: %s',
    async (name) => {
      const before = clock.now();

      const error = await write('Validating', misbehaviourCalled(name, rng));

      expect(error?.message).toMatch(/context deadline exceeded$/);
      expect(clock.now() - before).toBeGreaterThanOrEqual(TIMEOUT_SECONDS * 1000);
    },
  );

  test('is not listened to for ever', async () => {
    hook.poured = 0;

    const error = await write('Mutating', misbehaviourCalled('endless', rng));

    expect(error?.message).toMatch(/response body is larger than/);
    expect(hook.poured).toBeLessThan(ANSWER_BYTES_MAX + ON_ITS_WAY_MAX);
  });

  test('holds up nobody who does not ask it', async () => {
    const silent = misbehaviourCalled('silent', rng);
    hook.behaviour = (path) => (path === '/mutate' ? silent : GOOD);
    const configMaps = client.resource<ConfigMap>('v1', 'configmaps');
    const create = (name: string, labels: Record<string, string>): Promise<ConfigMap> =>
      configMaps.create('default', { metadata: { name, labels } });
    const waiting = Array.from({ length: MANY }, (_, index) =>
      create(`w${index}`, { Mutating: 'yes' }).catch((error: Error) => error.message),
    );

    const free = await create('free', {});
    const other = await create('other', { Validating: 'yes' });
    await clock.advance(TIMEOUT_SECONDS * 1000);

    expect(free.metadata.uid).toBeDefined();
    expect(other.metadata.uid).toBeDefined();
    const why = 'failed calling webhook "mutating.example.com"';
    for (const message of await Promise.all(waiting)) expect(message).toContain(why);
  });
});

function definition(url: string): object {
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const version = { served: true, schema: { openAPIV3Schema } };
  return {
    metadata: { name: 'cups.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'cups', kind: 'Cup' },
      versions: [
        { ...version, name: 'v1', storage: true },
        { ...version, name: 'v2', storage: false },
      ],
      conversion: {
        strategy: 'Webhook',
        webhook: { clientConfig: { url, caBundle: bundle }, conversionReviewVersions: ['v1'] },
      },
    },
  };
}

function webhook(name: string, url: string, label: string): object {
  return {
    name,
    clientConfig: { url, caBundle: bundle },
    rules: [
      {
        operations: ['CREATE'],
        apiGroups: [''],
        apiVersions: ['v1'],
        resources: ['configmaps'],
      },
    ],
    objectSelector: { matchLabels: { [label]: 'yes' } },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    timeoutSeconds: TIMEOUT_SECONDS,
  };
}

function cup(number: number): object {
  return { metadata: { name: `cup${number}` }, spec: { size: 1 } };
}
