import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../../../apimachinery/meta.ts';
import { SeededRng } from '../../../base/rng.ts';
import type { WebhookClient } from '../../../webhooks/webhook-client.ts';
import { webhookConverter } from './conversion.ts';

interface Asked {
  readonly request: {
    readonly uid: string;
    readonly desiredAPIVersion: string;
    readonly objects: AnyObject[];
  };
}

/** @param convert what the webhook makes of each object */
function converter(convert: (object: AnyObject) => unknown, asked: Asked[] = []) {
  const post = (_config: object, { body }: { body: string }) => {
    const review = JSON.parse(body) as Asked;
    asked.push(review);
    const { uid, objects } = review.request;
    const answer = {
      kind: 'ConversionReview',
      apiVersion: 'apiextensions.k8s.io/v1',
      response: { uid, convertedObjects: objects.map(convert), result: { status: 'Success' } },
    };
    return Promise.resolve({
      status: 200,
      contentType: 'application/json',
      body: Buffer.from(JSON.stringify(answer)),
    });
  };
  const client = { post } as unknown as WebhookClient;
  return webhookConverter(
    { clientConfig: { url: 'https://a.example.com' }, conversionReviewVersions: ['v1'] },
    { client: () => client, rng: new SeededRng(1) },
  );
}

const cup = (name: string, spec: object = {}): AnyObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Cup',
  metadata: { name, uid: 'u', resourceVersion: '7', labels: { a: 'b' }, annotations: { c: 'd' } },
  spec,
});
const toV2 = (object: AnyObject): AnyObject => ({ ...object, apiVersion: 'example.com/v2' });

describe('conversion by a webhook', () => {
  test('may change labels and annotations, and no other metadata', async () => {
    const convert = converter((object) => ({
      ...toV2(object),
      metadata: { name: 'a', uid: 'u', generation: 9, labels: { new: 'label' } },
      spec: { count: 1 },
    }));

    const [converted] = await convert([cup('a')], 'example.com/v2');

    expect(converted).toMatchObject({ apiVersion: 'example.com/v2', spec: { count: 1 } });
    expect(converted?.metadata).toEqual({
      name: 'a',
      uid: 'u',
      resourceVersion: '7',
      labels: { new: 'label' },
    });
  });

  test('asks for many at once, as long as the answer will be of a size that is read', async () => {
    const asked: Asked[] = [];
    const convert = converter(toV2, asked);
    const small = Array.from({ length: 700 }, (_, index) => cup(`c${index}`));
    const large = Array.from({ length: 5 }, (_, index) =>
      cup(`l${index}`, { text: 'x'.repeat(9e5) }),
    );

    const converted = await convert([...small, ...large], 'example.com/v2');

    expect(converted.map(({ metadata }) => metadata.name)).toEqual(
      [...small, ...large].map(({ metadata }) => metadata.name),
    );
    expect(asked.map(({ request }) => request.objects.length)).toEqual([500, 202, 2, 1]);
    expect(asked[0]?.request.objects[0]?.metadata.resourceVersion).toBeUndefined();
  });

  test.each<[string, (object: AnyObject) => unknown]>([
    [
      'returned invalid object: must have the same name: a != b',
      (object) => ({ ...toV2(object), metadata: { ...object.metadata, name: 'b' } }),
    ],
    [
      'returned invalid object: must have the same UID: u != ',
      (object) => ({ ...toV2(object), metadata: { name: 'a' } }),
    ],
    [
      'returned invalid object at index 0: invalid kind (expected Cup, received Mug)',
      (object) => ({ ...toV2(object), kind: 'Mug' }),
    ],
    [
      'returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v1)',
      (object) => object,
    ],
    [
      'returned invalid metadata: metadata.labels[a] must be a string, but is int64 in converted object',
      (object) => ({ ...toV2(object), metadata: { ...object.metadata, labels: { a: 1 } } }),
    ],
    [
      'returned invalid metadata: invalid metadata.annotations of type string in converted object',
      (object) => ({ ...toV2(object), metadata: { ...object.metadata, annotations: 'x' } }),
    ],
  ])('%s', async (message, convert) => {
    const failing = converter(convert)([cup('a')], 'example.com/v2');

    await expect(failing).rejects.toThrow(
      `conversion webhook for example.com/v1, Kind=Cup ${message}`,
    );
  });

  test('refuses labels that are none, unless they were there', async () => {
    const labels = { a: 'not a label' };
    const convert = converter((object) => ({
      ...toV2(object),
      metadata: { ...object.metadata, labels },
    }));
    const already = { ...cup('a'), metadata: { ...cup('a').metadata, labels } };

    await expect(convert([cup('a')], 'example.com/v2')).rejects.toThrow(
      /metadata\.labels: Invalid value/,
    );
    await expect(convert([already], 'example.com/v2')).resolves.toHaveLength(1);
  });

  test('wants one object for each', async () => {
    const client = {
      post: (_config: object, { body }: { body: string }) =>
        Promise.resolve({
          status: 200,
          contentType: '',
          body: Buffer.from(
            JSON.stringify({
              kind: 'ConversionReview',
              apiVersion: 'apiextensions.k8s.io/v1',
              response: {
                uid: (JSON.parse(body) as Asked).request.uid,
                convertedObjects: [],
                result: { status: 'Success' },
              },
            }),
          ),
        }),
    } as unknown as WebhookClient;
    const convert = webhookConverter(
      { clientConfig: { url: 'https://a.example.com' }, conversionReviewVersions: ['v1'] },
      { client: () => client, rng: new SeededRng(1) },
    );

    await expect(convert([cup('a')], 'example.com/v2')).rejects.toThrow(
      'conversion webhook for example.com/v1, Kind=Cup returned 0 objects, expected 1',
    );
  });
});
