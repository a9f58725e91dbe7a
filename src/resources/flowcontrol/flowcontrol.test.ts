import { describe, expect, test } from 'vitest';
import type {
  FlowSchema,
  FlowSchemaSpec,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
} from '../../apimachinery/types.generated.ts';
import { builtInLevels, builtInSchemas } from './built-in.ts';
import { validate as validateSchema } from './flowschema/validation.ts';
import { validate as validateLevel } from './prioritylevelconfiguration/validation.ts';

function shown(errors: readonly { field: string; body: string }[]): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

function schema(spec: Partial<FlowSchemaSpec>, name = 'a'): FlowSchema {
  const whole = {
    priorityLevelConfiguration: { name: 'exempt' },
    matchingPrecedence: 1000,
    ...spec,
  };
  return { metadata: { name }, spec: whole, status: {} };
}

function level(spec: PriorityLevelConfigurationSpec, name = 'a'): PriorityLevelConfiguration {
  return { metadata: { name }, spec, status: {} };
}

const queue = (queues: number, handSize: number): PriorityLevelConfigurationSpec => ({
  type: 'Limited',
  limited: {
    nominalConcurrencyShares: 1,
    limitResponse: { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 1 } },
  },
});

describe('what every server has', () => {
  test('is valid', () => {
    for (const { object } of builtInSchemas) expect(shown(validateSchema(object))).toEqual([]);
    for (const { object } of builtInLevels) expect(shown(validateLevel(object))).toEqual([]);
  });

  test('of the exempt schema may not be changed', () => {
    const [error = ''] = shown(validateSchema(schema({ matchingPrecedence: 1 }, 'exempt')));

    expect(error).toBe(
      'spec: Invalid value: {"PriorityLevelConfiguration":{"Name":"exempt"},"MatchingPrecedence":1,"DistinguisherMethod":null,"Rules":null}: spec of \'exempt\' must equal the fixed value',
    );
  });

  test('of the exempt level may have other shares, and nothing else', () => {
    const exempt = { nominalConcurrencyShares: 5, lendablePercent: 10 };

    expect(validateLevel(level({ type: 'Exempt', exempt }, 'exempt'))).toEqual([]);
    expect(shown(validateLevel(level(queue(1, 1), 'exempt')))).toContainEqual(
      expect.stringContaining(
        "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value",
      ),
    );
  });
});

describe('a flow schema', () => {
  const user = { kind: 'User', user: { name: 'ann' } };

  test.each<[Partial<FlowSchemaSpec>, string[]]>([
    [{}, []],
    [
      { matchingPrecedence: -1 },
      ['spec.matchingPrecedence: Invalid value: -1: must be a positive value'],
    ],
    [
      { rules: [{ subjects: [user] }] },
      [
        'spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty',
      ],
    ],
    [
      {
        rules: [
          {
            subjects: [{ ...user, group: { name: 'g' } }],
            nonResourceRules: [{ verbs: ['get', 'fly'], nonResourceURLs: ['/a//b', '/a b', ''] }],
          },
        ],
      },
      [
        "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'",
        'spec.rules[0].nonResourceRules[0].verbs: Unsupported value: ["get","fly"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a//b": must not contain double slash',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: "/a b": must not contain white-space',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: "": must not be empty',
      ],
    ],
  ])('%j', (spec, expected) => {
    expect(shown(validateSchema(schema(spec)))).toEqual(expected);
  });
});

describe('a priority level', () => {
  test.each<[PriorityLevelConfigurationSpec, string[]]>([
    [queue(64, 6), []],
    [
      { type: 'Exempt' },
      ["spec.type: Invalid value: \"Exempt\": must be 'Exempt' if and only if `name` is 'exempt'"],
    ],
    [{ type: 'Limited' }, ['spec.limited: Required value: must not be empty when type is Limited']],
    [
      queue(2, 3),
      [
        'spec.limited.limitResponse.queuing.handSize: Invalid value: 3: should not be greater than queues (2)',
      ],
    ],
    [
      queue(1024, 7),
      [
        'spec.limited.limitResponse.queuing.handSize: Invalid value: 7: required entropy bits of deckSize 1024 and handSize 7 should not be greater than 60',
      ],
    ],
    [
      {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: -1,
          lendablePercent: 101,
          borrowingLimitPercent: -1,
          limitResponse: { type: 'Wait' },
        },
      },
      [
        'spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer',
        'spec.limited.limitResponse.type: Unsupported value: "Wait": supported values: "Queue", "Reject"',
        'spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive',
        'spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer',
      ],
    ],
  ])('%j', (spec, expected) => {
    expect(shown(validateLevel(level(spec)))).toEqual(expected);
  });
});
