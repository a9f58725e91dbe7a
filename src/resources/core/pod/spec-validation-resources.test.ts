import { describe, expect, test } from 'vitest';
import { create, LABEL, SUBDOMAIN } from './pod.suite.ts';

// The messages are those of a real server.
describe('resources are refused', () => {
  test.each<[object, string[]]>([
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            resources: { requests: { cpu: '2' }, limits: { cpu: '1' } },
          },
        ],
      },
      [
        'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      ],
    ],
    [
      { containers: [{ name: 'c', image: 'tea:1', resources: { requests: { memory: '-1' } } }] },
      [
        'spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0',
      ],
    ],
    [
      { containers: [{ name: 'c', image: 'tea:1', resources: { limits: { disk: '1' } } }] },
      [
        'spec.containers[0].resources.limits[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.limits[disk]: Invalid value: "disk": must be a standard resource for containers',
        'spec.containers[0].resources.requests[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.requests[disk]: Invalid value: "disk": must be a standard resource for containers',
      ],
    ],
    [
      {
        containers: [
          { name: 'c', image: 'tea:1', resources: { requests: { 'example.com/gpu': '1' } } },
        ],
      },
      [
        'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
      ],
    ],
    [
      {
        containers: [
          { name: 'c', image: 'tea:1', resources: { limits: { 'example.com/gpu': '1.5' } } },
        ],
      },
      [
        'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "1500m": must be an integer',
        'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "1500m": must be an integer',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            resources: { limits: { 'example.com/gpu': '2' }, requests: { 'example.com/gpu': '1' } },
          },
        ],
      },
      [
        'spec.containers[0].resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2',
      ],
    ],
    [
      {
        containers: [
          { name: 'c', image: 'tea:1', resources: { limits: { 'hugepages-2Mi': '2Mi' } } },
        ],
      },
      ['spec.containers[0].resources: Forbidden: HugePages require cpu or memory'],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            resources: { limits: { 'hugepages-2Mi': '3Mi', cpu: '1' } },
          },
        ],
      },
      [
        'spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
        'spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
      ],
    ],
    [
      {
        containers: [
          { name: 'c', image: 'tea:1', resources: { limits: { 'requests.example.com/x': '1' } } },
        ],
      },
      [
        `spec.containers[0].resources.limits[requests.example.com/x]: Invalid value: "requests.example.com/x": doesn't follow extended resource name standard`,
        `spec.containers[0].resources.requests[requests.example.com/x]: Invalid value: "requests.example.com/x": doesn't follow extended resource name standard`,
      ],
    ],
    [
      { containers: [{ name: 'c', image: 'tea:1', resources: { limits: { storage: '1' } } }] },
      [
        'spec.containers[0].resources.limits[storage]: Invalid value: "storage": must be a standard resource for containers',
        'spec.containers[0].resources.requests[storage]: Invalid value: "storage": must be a standard resource for containers',
      ],
    ],
    [
      {
        containers: [
          {
            name: 'c',
            image: 'tea:1',
            resources: {
              claims: [
                { name: '' },
                { name: 'a' },
                { name: 'a' },
                { name: 'b', request: 'R' },
                { name: 'b' },
              ],
            },
          },
        ],
      },
      [
        'spec.containers[0].resources.claims[0]: Required value',
        'spec.containers[0].resources.claims[1]: Not found: "a": must be one of the names in pod.spec.resourceClaims which is empty',
        'spec.containers[0].resources.claims[2]: Duplicate value: "a"',
        'spec.containers[0].resources.claims[2]: Not found: "a": must be one of the names in pod.spec.resourceClaims which is empty',
        `spec.containers[0].resources.claims[3].request: Invalid value: "R": ${LABEL}`,
        'spec.containers[0].resources.claims[3]: Not found: "b": must be one of the names in pod.spec.resourceClaims which is empty',
        'spec.containers[0].resources.claims[4]: Duplicate value: "b"',
        'spec.containers[0].resources.claims[4]: Not found: "b": must be one of the names in pod.spec.resourceClaims which is empty',
      ],
    ],
    [
      {
        resourceClaims: [
          { name: 'a' },
          { name: 'a', resourceClaimName: 'A', resourceClaimTemplateName: 'b' },
          { name: 'B', resourceClaimName: 'x' },
        ],
        containers: [{ name: 'c', image: 'tea:1', resources: { claims: [{ name: 'z' }] } }],
      },
      [
        'spec.resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
        'spec.resourceClaims[1].name: Duplicate value: "a"',
        'spec.resourceClaims[1]: Invalid value: {"Name":"a","ResourceClaimName":"A","ResourceClaimTemplateName":"b"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
        `spec.resourceClaims[1].resourceClaimName: Invalid value: "A": ${SUBDOMAIN}`,
        `spec.resourceClaims[2].name: Invalid value: "B": ${LABEL}`,
        'spec.containers[0].resources.claims[0]: Not found: "z": must be one of the names in pod.spec.resourceClaims: B, a',
      ],
    ],
    [
      {
        resources: { requests: { cpu: '1' } },
        containers: [{ name: 'c', image: 'tea:1', resources: { requests: { cpu: '2' } } }],
      },
      [
        'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
      ],
    ],
    [
      {
        resources: { limits: { cpu: '1' } },
        containers: [{ name: 'c', image: 'tea:1', resources: { limits: { cpu: '2' } } }],
      },
      [
        'spec.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
        'spec.resources.containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1',
      ],
    ],
    [
      { resources: { requests: { 'ephemeral-storage': '1' } } },
      [
        'spec.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
      ],
    ],
    [
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1' }, claims: [{ name: 'x' }] } },
      [
        'spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level',
        'spec.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
        'spec.resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty',
      ],
    ],
    [
      { overhead: { disk: '1' } },
      [
        'spec.overhead.limits[disk]: Invalid value: "disk": must be a standard resource type or fully qualified',
        'spec.overhead.limits[disk]: Invalid value: "disk": must be a standard resource for containers',
      ],
    ],
  ])('%j', (spec, lines) => {
    expect(create(spec).refused).toEqual(lines);
  });
});
