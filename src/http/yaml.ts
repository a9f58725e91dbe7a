import { dump } from 'js-yaml';

/** An object as YAML with sorted keys, as sigs.k8s.io/yaml writes it. */
export function encodeYaml(value: unknown): string {
  return dump(value, { sortKeys: true, noRefs: true, lineWidth: -1, noArrayIndent: true });
}
