import { describe, expect, test } from 'vitest';
import { decodeReview } from './decode-review.ts';
import { WebhookCallError } from './exchange.ts';
import { ADMISSION_REVIEW, CONVERSION_REVIEW, reviewVersion } from './review-types.ts';

const answer = (text: string, contentType = 'application/json') => ({
  status: 200,
  contentType,
  body: Buffer.from(text),
});
const review = { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1' };

describe('the review that a webhook answers with', () => {
  test('is read from JSON, whatever it is called, and from YAML', () => {
    const json = answer(
      JSON.stringify({ ...review, response: { uid: 'u', allowed: true } }),
      'x/y',
    );
    const yaml = answer('response:\n  uid: u\n  allowed: true\n');

    expect(decodeReview(ADMISSION_REVIEW, 'v1', json).response).toMatchObject({ allowed: true });
    expect(decodeReview(ADMISSION_REVIEW, 'v1', yaml)).toMatchObject({
      said: { group: '', version: '', kind: '' },
      response: { uid: 'u', allowed: true },
    });
  });

  test('loses what nobody knows', () => {
    const text = JSON.stringify({ ...review, extra: 1, response: { allowed: true, more: {} } });

    expect(decodeReview(ADMISSION_REVIEW, 'v1', answer(text)).response).not.toHaveProperty('more');
  });

  test.each<[string, string]>([
    ['', '0-length response with status code: 200 and content type: application/json'],
    ['{', "couldn't get version/kind; json parse error: unexpected end of JSON input"],
    [
      '{"apiVersion":"admission.k8s.io/v2"}',
      'no kind "AdmissionReview" is registered for version "admission.k8s.io/v2" in scheme "k8s.io/apiserver/pkg/util/webhook/client.go:71"',
    ],
    [
      '{"apiVersion":"admission.k8s.io/v1beta1"}',
      'converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion',
    ],
    [
      '{"apiVersion":"v1","kind":"Status"}',
      'converting (v1.Status) to (v1.AdmissionReview): unknown conversion',
    ],
    [
      '{"response":{"status":{"code":"x"}}}',
      'json: cannot unmarshal string into Go struct field Status.response.status.code of type int32',
    ],
    [
      '- x\n'.repeat(100_000),
      "couldn't get version/kind; json parse error: invalid character ' ' in numeric literal",
    ],
  ])('%.40s is none', (text, message) => {
    expect(() => decodeReview(ADMISSION_REVIEW, 'v1', answer(text))).toThrow(
      new WebhookCallError(message),
    );
  });

  test('has to be of the kind that was sent', () => {
    expect(() => decodeReview(CONVERSION_REVIEW, 'v1', answer(JSON.stringify(review)))).toThrow(
      'no kind "AdmissionReview" is registered for version "admission.k8s.io/v1"',
    );
  });
});

test.each<[string[], string | undefined]>([
  [['v3', 'v1', 'v1beta1'], 'v1'],
  [['v1beta1', 'v1'], 'v1beta1'],
  [['v2'], undefined],
  [[], undefined],
])('of the versions %j a webhook is sent %s', (versions, version) => {
  expect(reviewVersion(versions)).toBe(version);
});
