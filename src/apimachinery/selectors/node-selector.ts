import type {
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '../types.generated.ts';
import { selectorFromMap } from './labels.ts';
import type { Operator, Requirement } from './requirement.ts';
import { holds, requirementProblem } from './requirement.ts';

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
  ['Gt', 'gt'],
  ['Lt', 'lt'],
]);

/** Whether the node has the labels that the pod asks for and meets its required node affinity. */
export function meetsRequiredNodeAffinity(spec: PodSpec, node: Node): boolean {
  if (!selectorFromMap(spec.nodeSelector).matches(node.metadata.labels)) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || selectsNode(required, node);
}

/** One of the terms is met. A term that asks for nothing or for nonsense selects no node. */
export function selectsNode({ nodeSelectorTerms }: NodeSelector, node: Node): boolean {
  return nodeSelectorTerms.some((term) => meetsTerm(term, node));
}

export function meetsTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  { metadata: { labels = {}, name = '' } }: Node,
): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const requirements = matchExpressions.map(requirementOf);
  return (
    requirements.every((each) => each !== undefined && holds(each, labels)) &&
    matchFields.every((field) => meetsField(field, name))
  );
}

function requirementOf({
  key,
  operator: name,
  values = [],
}: NodeSelectorRequirement): Requirement | undefined {
  const operator = OPERATORS.get(name);
  if (operator === undefined) return undefined;
  const requirement = { key, operator, values };
  return requirementProblem(requirement) === undefined ? requirement : undefined;
}

/** The name is the only field there is. */
function meetsField(
  { key, operator, values = [] }: NodeSelectorRequirement,
  name: string,
): boolean {
  if (key !== 'metadata.name' || values.length !== 1) return false;
  if (operator === 'In') return values[0] === name;
  return operator === 'NotIn' && values[0] !== name;
}
