import { describe, expect, test } from 'vitest';
import type { ServiceCIDR } from '../../../apimachinery/types.generated.ts';
import { serviceCidr } from './index.ts';

const { strategy } = serviceCidr;
const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'networking.k8s.io/v1',
  subresource: undefined,
};

function object(cidrs: string[], metadata: object = {}): ServiceCIDR {
  return { metadata: { name: 'a', ...metadata }, spec: { cidrs }, status: {} };
}

function texts(errors: readonly { field: string; body: string }[] = []): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

const V4 = '10.0.0.0/24';
const V6 = 'fd00::/112';

describe('a ServiceCIDR', () => {
  test.each<[string[], string[]]>([
    [[V4], []],
    [[V4, V6], []],
    [[], ['spec.cidrs: Required value: at least one CIDR required']],
    [
      ['x'],
      [
        'spec.cidrs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      ],
    ],
    [
      ['10.0.0.1/24'],
      [
        'spec.cidrs[0]: Invalid value: "10.0.0.1/24": must not have bits set beyond the prefix length',
      ],
    ],
    [
      [V4, '10.1.0.0/24'],
      [
        `spec.cidrs: Invalid value: ["${V4}","10.1.0.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64`,
      ],
    ],
    [
      [V4, V6, V4],
      [
        `spec.cidrs: Invalid value: {"CIDRs":["${V4}","${V6}","${V4}"]}: may only hold up to 2 values`,
      ],
    ],
  ])('of %j: %j', (cidrs, messages) => {
    expect(texts(strategy.validate?.(object(cidrs), context))).toEqual(messages);
  });

  test.each<[string[], string[], string[]]>([
    [[V4], [V4], []],
    [[V4], [V4, V6], []],
    [[V4], ['10.1.0.0/24'], ['spec.cidrs[0]: Invalid value: "10.1.0.0/24": field is immutable']],
    [[V4, V6], [V4], [`spec.cidrs: Invalid value: ["${V4}"]: field is immutable`]],
    [
      [V4],
      [V4, 'x'],
      [
        'spec.cidrs[1]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      ],
    ],
  ])('changed from %j to %j: %j', (before, after, messages) => {
    expect(texts(strategy.validateUpdate?.(object(after), object(before), context))).toEqual(
      messages,
    );
  });

  test('takes only the status through its subresource', () => {
    const next = object([V6], { labels: { a: 'b' } });

    strategy.subresources?.['status']?.prepareForUpdate?.(
      next,
      object([V4], { finalizers: ['x/y'] }),
      context,
    );

    expect(JSON.parse(JSON.stringify(next))).toMatchObject({
      metadata: { name: 'a', finalizers: ['x/y'] },
      spec: { cidrs: [V4] },
    });
    expect(next.metadata.labels).toBeUndefined();
  });
});
