import type { SubresourceVerbs } from '../all.ts';
import type { Verb } from '../verbs.ts';
import { logVerb } from './log.ts';
import type { ConnectParts } from './parts.ts';
import { proxyVerb } from './proxy.ts';
import { streamVerb } from './stream.ts';

/** The subresources whose answer is no object: what they connect to speaks for itself. */
export function connectVerbs(parts: ConnectParts): SubresourceVerbs {
  const verbs: ReadonlyMap<string, Verb> = new Map([
    ['pods/log', logVerb(parts)],
    ['pods/exec', streamVerb(parts, 'PodExecOptions')],
    ['pods/attach', streamVerb(parts, 'PodAttachOptions')],
    ['pods/portforward', streamVerb(parts, 'PodPortForwardOptions')],
    ['pods/proxy', proxyVerb(parts, 'pods')],
    ['services/proxy', proxyVerb(parts, 'services')],
    ['nodes/proxy', proxyVerb(parts, 'nodes')],
  ]);
  return ({ group, plural }, subresource) =>
    group === '' ? verbs.get(`${plural}/${subresource}`) : undefined;
}
