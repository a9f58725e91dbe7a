import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import type { ParsedCidr } from '../../../apimachinery/ip.ts';
import {
  cidrContains,
  isValidCidrForLegacyField,
  parseCidrSloppy,
} from '../../../apimachinery/ip.ts';
import { isValidPortName, isValidPortNum } from '../../../apimachinery/names.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../../apimachinery/types.generated.ts';
import { rulesOf } from './peers.ts';

const POD_SELECTOR = FieldPath.of('spec', 'podSelector');
const TYPES = FieldPath.of('spec', 'policyTypes');
/** Upstream lists these in this order. */
const POLICY_TYPES = ['Ingress', 'Egress'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/** What stays allowed because the stored policy has it already. */
interface Tolerated {
  readonly labelValues: boolean;
  readonly cidrs: readonly string[];
}

export function validate(policy: NetworkPolicy): FieldError[] {
  return validateSpec(policy, { labelValues: false, cidrs: [] });
}

/**
 * Upstream checks the policy as if it were new and once more as an update, so each error has two
 * causes, and ranges that are stored are tolerated by the second check only.
 */
export function validateUpdate(policy: NetworkPolicy, previous: NetworkPolicy): FieldError[] {
  const labelValues = validateLabelSelector(previous.spec.podSelector, POD_SELECTOR).length > 0;
  const cidrs = rulesOf(previous).flatMap(({ peers }) =>
    peers.flatMap(({ ipBlock }) =>
      ipBlock === undefined ? [] : [ipBlock.cidr, ...(ipBlock.except ?? [])],
    ),
  );
  return [
    ...validateSpec(policy, { labelValues, cidrs: [] }),
    ...validateSpec(policy, { labelValues, cidrs }),
  ];
}

function validateSpec(policy: NetworkPolicy, tolerated: Tolerated): FieldError[] {
  const options = { allowInvalidValues: tolerated.labelValues };
  const errors = validateLabelSelector(policy.spec.podSelector, POD_SELECTOR, options);
  for (const { path, ports, peers, peersPath } of rulesOf(policy)) {
    for (const [i, port] of ports.entries()) {
      errors.push(...validatePort(port, path.child('ports').index(i)));
    }
    for (const [i, peer] of peers.entries()) {
      errors.push(...validatePeer(peer, peersPath.index(i), tolerated));
    }
  }
  return [...errors, ...validateTypes(policy)];
}

function validateTypes({ spec }: NetworkPolicy): FieldError[] {
  const types = spec.policyTypes ?? [];
  if (types.length > POLICY_TYPES.length) {
    return [fieldError.invalid(TYPES, types, 'may not specify more than two policyTypes')];
  }
  return types.flatMap((type, i) =>
    POLICY_TYPES.includes(type)
      ? []
      : [fieldError.notSupported(TYPES.index(i), type, POLICY_TYPES)],
  );
}

function validatePort(
  { protocol, port, endPort }: NetworkPolicyPort,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    errors.push(fieldError.notSupported(path.child('protocol'), protocol, PROTOCOLS));
  }
  const end = path.child('endPort');
  if (typeof port === 'number') {
    errors.push(...invalidEach(path.child('port'), port, isValidPortNum(port)));
    if (endPort !== undefined && endPort < port) {
      // Upstream shows the other end here.
      errors.push(fieldError.invalid(end, port, 'must be greater than or equal to `port`'));
    }
    if (endPort !== undefined) errors.push(...invalidEach(end, endPort, isValidPortNum(endPort)));
    return errors;
  }
  if (endPort !== undefined) {
    const why = port === undefined ? 'not specified' : 'non-numeric';
    errors.push(fieldError.invalid(end, endPort, `may not be specified when \`port\` is ${why}`));
  }
  if (port !== undefined)
    errors.push(...invalidEach(path.child('port'), port, isValidPortName(port)));
  return errors;
}

function validatePeer(
  peer: NetworkPolicyPeer,
  path: FieldPath,
  tolerated: Tolerated,
): FieldError[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const options = { allowInvalidValues: tolerated.labelValues };
  const errors: FieldError[] = [];
  if (podSelector !== undefined) {
    errors.push(...validateLabelSelector(podSelector, path.child('podSelector'), options));
  }
  if (namespaceSelector !== undefined) {
    const at = path.child('namespaceSelector');
    errors.push(...validateLabelSelector(namespaceSelector, at, options));
  }
  if (ipBlock !== undefined)
    errors.push(...validateBlock(ipBlock, path.child('ipBlock'), tolerated));
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (!selects && ipBlock === undefined) {
    errors.push(fieldError.required(path, 'must specify a peer'));
  } else if (selects && ipBlock !== undefined) {
    errors.push(fieldError.forbidden(path, 'may not specify both ipBlock and another peer'));
  }
  return errors;
}

function validateBlock(block: IPBlock, path: FieldPath, { cidrs }: Tolerated): FieldError[] {
  const at = path.child('cidr');
  if (!block.cidr) return [fieldError.required(at)];
  const errors = isValidCidrForLegacyField(at, block.cidr, cidrs);
  const outer = parseCidrSloppy(block.cidr);
  if (outer === undefined) return errors;
  for (const [i, except] of (block.except ?? []).entries()) {
    const exceptPath = path.child('except').index(i);
    errors.push(...isValidCidrForLegacyField(exceptPath, except, cidrs));
    const inner = parseCidrSloppy(except);
    if (inner === undefined) continue;
    const narrower = maskLength(except, inner) > maskLength(block.cidr, outer);
    if (!narrower || !cidrContains(outer, inner.network)) {
      errors.push(fieldError.invalid(exceptPath, except, 'must be a strict subset of `cidr`'));
    }
  }
  return errors;
}

/** As the text counts it: an IPv4-mapped range has the bits of IPv6. */
function maskLength(text: string, { network, prefix }: ParsedCidr): number {
  return network.family === 4 && text.includes(':') ? prefix + 96 : prefix;
}
