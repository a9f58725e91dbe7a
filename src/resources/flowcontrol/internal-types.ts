import { GoStructs } from '../../apimachinery/go-struct.ts';

/** The internal types of the group, for values in messages. */
export const FLOW_CONTROL_TYPES = new GoStructs({
  FlowSchemaSpec:
    'PriorityLevelConfiguration:Reference MatchingPrecedence:i ' +
    'DistinguisherMethod:*Distinguisher Rules:[]Rules',
  Reference: 'Name:s',
  Distinguisher: 'Type:s',
  Rules: 'Subjects:[]Subject ResourceRules:[]ResourceRule NonResourceRules:[]NonResourceRule',
  Subject: 'Kind:s User:*Named Group:*Named ServiceAccount:*Account',
  Named: 'Name:s',
  Account: 'Namespace:s Name:s',
  ResourceRule: 'Verbs:[]s APIGroups=apiGroups:[]s Resources:[]s ClusterScope:b Namespaces:[]s',
  NonResourceRule: 'Verbs:[]s NonResourceURLs=nonResourceURLs:[]s',
  LevelSpec: 'Type:s Limited:*Limited Exempt:*Exempt',
  Limited:
    'NominalConcurrencyShares:i LimitResponse:Response LendablePercent:*i BorrowingLimitPercent:*i',
  Response: 'Type:s Queuing:*Queuing',
  Queuing: 'Queues:i HandSize:i QueueLengthLimit:i',
  Exempt: 'NominalConcurrencyShares:*i LendablePercent:*i',
});
