import { createHash } from 'node:crypto';
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
} from '../../apimachinery/types.generated.ts';
import { dumpPort, dumpSubset } from './dump.ts';

interface Member {
  readonly address: EndpointAddress;
  ready: boolean;
}

/** The ports of one number, name and protocol, and who serves them by IP and pod. */
interface PortGroup {
  readonly port: EndpointPort | undefined;
  readonly members: Map<string, Member>;
}

/**
 * The canonical form of subsets: every port with the same addresses stands in the same subset,
 * addresses are sorted by IP as text, ports and subsets by the hash of upstream's dump of them. An
 * address that is both ready and not ready at the same port is not ready.
 */
export function repackSubsets(subsets: readonly EndpointSubset[]): EndpointSubset[] {
  const byPort = new Map<string, PortGroup>();
  const known = new Map<string, EndpointAddress>();
  for (const { ports = [], addresses = [], notReadyAddresses = [] } of subsets) {
    for (const port of ports.length === 0 ? [undefined] : ports) {
      const group = groupOf(byPort, port);
      for (const address of addresses) addMember(group, known, address, true);
      for (const address of notReadyAddresses) addMember(group, known, address, false);
    }
  }
  const bySet = new Map<string, { members: Member[]; ports: EndpointPort[] }>();
  for (const { port, members } of byPort.values()) {
    const sorted = [...members.values()].toSorted((a, b) => compare(a.address, b.address));
    const key = JSON.stringify(sorted);
    const packed = bySet.get(key) ?? { members: sorted, ports: [] };
    if (port !== undefined) packed.ports.push(port);
    bySet.set(key, packed);
  }
  return byHash(
    [...bySet.values()].map(({ members, ports }) => toSubset(members, ports)),
    dumpSubset,
  );
}

function groupOf(byPort: Map<string, PortGroup>, port: EndpointPort | undefined): PortGroup {
  const key = port === undefined ? '' : dumpPort(port);
  let group = byPort.get(key);
  if (group === undefined) {
    group = { port, members: new Map() };
    byPort.set(key, group);
  }
  return group;
}

function addMember(
  { members }: PortGroup,
  known: Map<string, EndpointAddress>,
  address: EndpointAddress,
  ready: boolean,
): void {
  // Pods of the host network share an IP; the pod tells them apart.
  const key = `${address.ip} ${address.targetRef?.uid ?? ''}`;
  const first = known.get(key) ?? address;
  known.set(key, first);
  const member = members.get(key);
  if (member === undefined) members.set(key, { address: first, ready });
  else if (!ready) member.ready = false;
}

function toSubset(members: readonly Member[], ports: readonly EndpointPort[]): EndpointSubset {
  const addresses = members.filter(({ ready }) => ready).map(({ address }) => address);
  const notReady = members.filter(({ ready }) => !ready).map(({ address }) => address);
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
    ...(ports.length === 0 ? {} : { ports: byHash(ports, dumpPort) }),
  };
}

function compare(a: EndpointAddress, b: EndpointAddress): number {
  const order = Buffer.compare(Buffer.from(a.ip), Buffer.from(b.ip));
  if (order !== 0) return order;
  const [left, right] = [a.targetRef?.uid, b.targetRef?.uid];
  if (left === right) return 0;
  // An address without a pod comes first.
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  return left < right ? -1 : 1;
}

/** In the order of the MD5 sums of the dumps. */
export function byHash<T>(values: readonly T[], dump: (value: T) => string): T[] {
  return values
    .map((value) => ({ value, hash: createHash('md5').update(dump(value)).digest('hex') }))
    .toSorted((a, b) => (a.hash < b.hash ? -1 : Number(a.hash > b.hash)))
    .map(({ value }) => value);
}
