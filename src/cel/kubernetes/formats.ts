import {
  isQualifiedName,
  isValidLabelValue,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from '../../apimachinery/names.ts';
import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { struct } from '../types/type.ts';
import { ArrayList } from '../values/list.ts';
import { parseTimestamp } from '../values/timestamp.ts';
import type { Value } from '../values/value.ts';
import { CelOpaque, CelOptional } from '../values/value.ts';
import { GoUrlError, parseRequestUri } from './go-url.ts';

const FORMAT = struct('kubernetes.NamedFormat');

export class FormatValue extends CelOpaque {
  readonly type = FORMAT;
  readonly name: string;
  readonly problemsOf: (text: string) => readonly string[];
  /** How long the expression behind the format is at most; costs are computed from it. */
  readonly regexLength: number;

  constructor(name: string, regexLength: number, problemsOf: FormatValue['problemsOf']) {
    super();
    this.name = name;
    this.regexLength = regexLength;
    this.problemsOf = problemsOf;
  }

  override equals(other: Value): boolean {
    return other instanceof FormatValue && this.name === other.name;
  }
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function uriProblems(text: string): string[] {
  try {
    parseRequestUri(text);
    return [];
  } catch (error) {
    if (error instanceof GoUrlError) return [error.message];
    throw error;
  }
}

const unless =
  (problem: string, holds: (text: string) => boolean) =>
  (text: string): string[] =>
    holds(text) ? [] : [problem];

const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined;

const isDateTime = (text: string): boolean => parseTimestamp(text.toUpperCase()) !== undefined;

const formats: ReadonlyMap<string, FormatValue> = new Map(
  Object.entries({
    dns1123Label: new FormatValue('DNS1123Label', 30, (text) => nameIsDnsLabel(text, false)),
    dns1123Subdomain: new FormatValue('DNS1123Subdomain', 60, (text) =>
      nameIsDnsSubdomain(text, false),
    ),
    dns1035Label: new FormatValue('DNS1035Label', 30, (text) => nameIsDns1035Label(text, false)),
    qualifiedName: new FormatValue('QualifiedName', 60, isQualifiedName),
    dns1123LabelPrefix: new FormatValue('DNS1123LabelPrefix', 30, (text) =>
      nameIsDnsLabel(text, true),
    ),
    dns1123SubdomainPrefix: new FormatValue('DNS1123SubdomainPrefix', 60, (text) =>
      nameIsDnsSubdomain(text, true),
    ),
    dns1035LabelPrefix: new FormatValue('DNS1035LabelPrefix', 30, (text) =>
      nameIsDns1035Label(text, true),
    ),
    labelValue: new FormatValue('LabelValue', 40, isValidLabelValue),
    uri: new FormatValue('URI', 2000, uriProblems),
    uuid: new FormatValue(
      'uuid',
      100,
      unless('does not match the UUID format', (text) => UUID.test(text)),
    ),
    byte: new FormatValue(
      'byte',
      84,
      unless('invalid base64', (text) => BASE64.test(text)),
    ),
    date: new FormatValue('date', 250, unless('invalid date', isDate)),
    datetime: new FormatValue('datetime', 250, unless('invalid datetime', isDateTime)),
  }),
);

function validate({ problemsOf }: FormatValue, text: string): CelOptional {
  const problems = problemsOf(text);
  return problems.length === 0 ? CelOptional.none : CelOptional.of(new ArrayList(problems));
}

function named(name: string): CelOptional {
  const found = formats.get(name);
  return found === undefined ? CelOptional.none : CelOptional.of(found);
}

export const namedFormats: readonly FunctionDeclaration[] = [
  ...[...formats].map(([name, format]) =>
    declare(`format.${name}`, [`format.${name}`, '(): kubernetes.NamedFormat', () => format]),
  ),
  declare('format.named', [
    'format-named',
    '(string): optional_type(kubernetes.NamedFormat)',
    named,
  ]),
  declare('validate', [
    'format-validate',
    'kubernetes.NamedFormat.(string): optional_type(list(string))',
    validate,
  ]),
];
