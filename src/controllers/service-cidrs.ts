import type { ParsedCidr } from '../apimachinery/ip.ts';
import { cidrContains, parseCidrSloppy, parseIpSloppy } from '../apimachinery/ip.ts';
import { formatTime, isTerminating, parseTime } from '../apimachinery/meta.ts';
import type { IPAddress, ServiceCIDR } from '../apimachinery/types.generated.ts';
import { keyOf } from '../client/informer.ts';
import type { ControllerContext, ControllerFactory, Outcome } from './runtime.ts';

const NAME = 'service-cidr-controller';
const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';
const MANAGED_BY = 'ipaddress.kubernetes.io/managed-by=ipallocator.k8s.io';
/** So long after a deletion, allocators that do not know of it yet may still give addresses. */
const GRACE_MS = 10_000;
/** There is no cache of addresses, which every Service would go through for a range that is leaving. */
const LOOK_AGAIN_MS = 1000;

interface Readiness {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

const READY: Readiness = {
  status: 'True',
  reason: '',
  message: 'Kubernetes Service CIDR is ready',
};
const IN_USE: Readiness = {
  status: 'False',
  reason: 'Terminating',
  message:
    'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
};

/** Tells which ranges of ServiceCIDRs are ready, and keeps those whose addresses are in use. */
export const serviceCidrController: ControllerFactory = (context) => {
  const all = context.informer<ServiceCIDR>('networking.k8s.io/v1', 'servicecidrs');
  const client = context.client<ServiceCIDR>('networking.k8s.io/v1', 'servicecidrs');
  all.onChange((each, previous) => {
    if (each === undefined) return;
    context.enqueue(keyOf(each));
    if (previous !== undefined) return;
    // A new range may take over the addresses that hold another one.
    for (const other of all.list()) if (isTerminating(other)) context.enqueue(keyOf(other));
  });

  async function say(cidr: ServiceCIDR, { status, reason, message }: Readiness): Promise<void> {
    const said = cidr.status?.conditions?.find(({ type }) => type === 'Ready');
    if (said?.status === status && said.reason === reason && said.message === message) return;
    const lastTransitionTime = formatTime(context.clock.now());
    const condition = { type: 'Ready', status, reason, message, lastTransitionTime };
    const { name = '' } = cidr.metadata;
    const body = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name },
      status: { conditions: [condition] },
    };
    const patch = { type: 'apply', body, force: true } as const;
    await client.patch(undefined, name, patch, { subresource: 'status', fieldManager: NAME });
  }

  async function setFinalizer(name: string, member: string): Promise<void> {
    const body = { metadata: { [member]: [FINALIZER] } };
    await client.patch(undefined, name, { type: 'strategic', body });
  }

  async function release(cidr: ServiceCIDR): Promise<Outcome> {
    if (!cidr.metadata.finalizers?.includes(FINALIZER)) return {};
    if (await isNeeded(context, cidr, all.list())) {
      await say(cidr, IN_USE);
      return { againInMs: LOOK_AGAIN_MS };
    }
    const since = parseTime(cidr.metadata.deletionTimestamp ?? '');
    const left = since + GRACE_MS - context.clock.now();
    if (left > 0) return { againInMs: left };
    await setFinalizer(cidr.metadata.name ?? '', '$deleteFromPrimitiveList/finalizers');
    return {};
  }

  return {
    name: NAME,
    async reconcile(key) {
      const cidr = all.get(key);
      if (cidr === undefined) return {};
      if (isTerminating(cidr)) return release(cidr);
      if (!cidr.metadata.finalizers?.includes(FINALIZER)) await setFinalizer(key, 'finalizers');
      await say(cidr, READY);
      return {};
    },
  };
};

/** An address is in use that no other range has. */
async function isNeeded(
  context: ControllerContext,
  cidr: ServiceCIDR,
  all: readonly ServiceCIDR[],
): Promise<boolean> {
  const own = rangesOf(cidr);
  const others = all.filter((each) => each.metadata.name !== cidr.metadata.name).flatMap(rangesOf);
  if (own.every((range) => others.some((other) => includes(other, range)))) return false;
  const { items } = await context
    .client<IPAddress>('networking.k8s.io/v1', 'ipaddresses')
    .list(undefined, { labelSelector: MANAGED_BY });
  return items.some(({ metadata }) => {
    const ip = parseIpSloppy(metadata.name ?? '');
    if (ip === undefined || !own.some((range) => cidrContains(range, ip))) return false;
    return !others.some((range) => cidrContains(range, ip));
  });
}

function rangesOf({ spec }: ServiceCIDR): ParsedCidr[] {
  return (spec.cidrs ?? []).flatMap((text) => parseCidrSloppy(text) ?? []);
}

function includes(range: ParsedCidr, part: ParsedCidr): boolean {
  return range.prefix <= part.prefix && cidrContains(range, part.network);
}
