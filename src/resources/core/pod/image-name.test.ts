import { expect, test } from 'vitest';
import { imageTag } from './image-name.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

test.each<[string, string | undefined]>([
  ['tea', 'latest'],
  ['tea:1.2', '1.2'],
  ['tea:latest', 'latest'],
  ['leaf/tea', 'latest'],
  ['example.test:5000/tea', 'latest'],
  ['example.test:5000/tea:v1', 'v1'],
  ['localhost/tea', 'latest'],
  ['Example/tea:1', '1'],
  ['[::1]:5000/tea:1', '1'],
  [`tea@${DIGEST}`, ''],
  [`tea:1@${DIGEST}`, '1'],
  ['tea@sha256:0', undefined],
  ['Tea', undefined],
  ['tea:', undefined],
  ['tea:a b', undefined],
  [' tea', undefined],
  ['', undefined],
  ['a'.repeat(300), undefined],
  // An official image of Docker Hub is one of its library.
  ['a'.repeat(254), undefined],
  [`docker.io/${'a'.repeat(254)}`, undefined],
  [`example.test/${'a'.repeat(254)}`, 'latest'],
  ['0'.repeat(64), undefined],
])('%s has the tag %s', (image, tag) => {
  expect(imageTag(image)).toBe(tag);
});
