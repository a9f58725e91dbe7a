import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
} from '../../apimachinery/types.generated.ts';
import { SeededRng } from '../../base/rng.ts';
import { truncate } from './capacity.ts';
import { dumpPort, dumpSlicePort, dumpSubset } from './dump.ts';
import { repackSubsets } from './repack.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
function hostPod(uid: string): EndpointAddress {
  return { ip: '192.0.2.1', targetRef: { kind: 'Pod', uid } };
}

function addresses(count: number): EndpointAddress[] {
  return Array.from({ length: count }, (_each, i) => ({ ip: `10.0.${i >> 8}.${i & 255}` }));
}

const http: EndpointPort = { name: 'http', port: 80, protocol: 'TCP' };
const https: EndpointPort = { name: 'https', port: 443, protocol: 'TCP' };

describe('the dumps that order ports and subsets', () => {
  test.each<[EndpointPort, string]>([
    [http, 'a0afc9289a5b862f31961966cd661a6e'],
    [https, '9b812254c483d72210c747708df106ac'],
    [{ name: 'dns', port: 53, protocol: 'UDP' }, '3e9daf8e22f0b0da6aaa1a1b052ee929'],
    [
      { name: 'grpc', port: 50051, protocol: 'TCP', appProtocol: 'grpc' },
      'cc658f91fd69255fa52489babc1b2739',
    ],
    [{ port: 8080, protocol: 'TCP' }, 'ca90e29ee3665e5029fabda7c226b84c'],
  ])('have the sums of upstream for %o', (port, sum) => {
    expect(md5(dumpPort(port))).toBe(sum);
  });

  test('have the sum of upstream for a subset and for the port of a slice', () => {
    const targetRef = { kind: 'Pod', namespace: 'default', name: 'p', uid: 'u1' };
    const subset = {
      addresses: [{ ip: '10.244.0.5', nodeName: 'node1', targetRef }],
      ports: [http],
    };

    expect(md5(dumpSubset(subset))).toBe('d861af44001335a8a049b13ced32a1e6');
    expect(md5(dumpSlicePort({ name: 'http', protocol: 'TCP', port: 8080 }))).toBe(
      '3a668b0e210f1dc6528e2da191cd41d4',
    );
  });
});

describe('subsets in canonical form', () => {
  test('hold ports with the same addresses together, ordered by their hash', () => {
    const same = { addresses: [{ ip: '10.0.0.1' }] };

    const packed = repackSubsets([
      { ...same, ports: [http] },
      { ...same, ports: [https] },
    ]);

    expect(packed).toEqual([{ ...same, ports: [https, http] }]);
  });

  test('sort addresses as text', () => {
    const [packed] = repackSubsets([
      { addresses: [{ ip: '10.0.0.9' }, { ip: '10.0.0.10' }], ports: [http] },
    ]);

    expect(packed?.addresses?.map(({ ip }) => ip)).toEqual(['10.0.0.10', '10.0.0.9']);
  });

  test('take an address that is ready and not ready at one port for not ready', () => {
    const address = { ip: '10.0.0.1' };

    const packed = repackSubsets([
      { addresses: [address], ports: [http] },
      { notReadyAddresses: [address], ports: [http] },
    ]);

    expect(packed).toEqual([{ notReadyAddresses: [address], ports: [http] }]);
  });

  test('keep pods of the host network apart', () => {
    const [packed] = repackSubsets([{ addresses: [hostPod('b'), hostPod('a')], ports: [http] }]);

    expect(packed?.addresses?.map(({ targetRef }) => targetRef?.uid)).toEqual(['a', 'b']);
  });

  test('keep addresses without ports', () => {
    expect(repackSubsets([{ addresses: [{ ip: '10.0.0.1' }] }])).toEqual([
      { addresses: [{ ip: '10.0.0.1' }] },
    ]);
  });

  test('do not depend on the order of what they are made from, and stay as they are', () => {
    const seed = Math.trunc(performance.now() * 1000);
    const rng = new SeededRng(seed);
    for (let round = 0; round < 50; round++) {
      const subsets = Array.from({ length: 6 }, (): EndpointSubset => {
        const list = [{ ip: `10.0.0.${rng.int(20)}` }, { ip: `10.0.1.${rng.int(20)}` }];
        const ports = [rng.int(2) === 0 ? http : https];
        return rng.int(3) === 0 ? { notReadyAddresses: list, ports } : { addresses: list, ports };
      });

      const packed = repackSubsets(subsets);

      expect(repackSubsets(subsets.toReversed()), `seed ${seed}`).toEqual(packed);
      expect(repackSubsets(packed), `seed ${seed}`).toEqual(packed);
    }
  });
});

describe('Endpoints with more than a thousand addresses', () => {
  test('lose addresses that are not ready first', () => {
    const [cut] = truncate([
      { addresses: addresses(900), notReadyAddresses: addresses(300), ports: [http] },
    ]);

    expect(cut?.addresses).toHaveLength(900);
    expect(cut?.notReadyAddresses).toHaveLength(100);
  });

  test('lose ready addresses in proportion, and all that are not ready', () => {
    const cut = truncate([
      { addresses: addresses(1500), notReadyAddresses: addresses(5), ports: [http] },
      { addresses: addresses(500), ports: [https] },
    ]);

    expect(cut.map((subset) => subset.addresses?.length)).toEqual([750, 250]);
    expect(cut[0]).not.toHaveProperty('notReadyAddresses');
  });
});
