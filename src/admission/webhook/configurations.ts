import type { KubeObject } from '../../apimachinery/meta.ts';
import type { LabelSelector } from '../../apimachinery/selectors/labels.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../../apimachinery/types.generated.ts';
import type { CompileConditions, Conditions } from './conditions.ts';

/** What both kinds of configurations hold; only mutating ones have a reinvocation policy. */
export type WebhookSpec = MutatingWebhook;

type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;

/** One webhook of a configuration, with what is made of it once. */
export class Webhook {
  /** Tells webhooks apart, also those of one name. */
  readonly id: string;
  readonly spec: WebhookSpec;
  readonly #compile: CompileConditions;
  #namespaceSelector: LabelSelector | undefined;
  #objectSelector: LabelSelector | undefined;
  #conditions: Conditions | undefined;

  constructor(id: string, spec: WebhookSpec, compile: CompileConditions) {
    this.id = id;
    this.spec = spec;
    this.#compile = compile;
  }

  get namespaceSelector(): LabelSelector {
    this.#namespaceSelector ??= labelSelectorFromObject(this.spec.namespaceSelector);
    return this.#namespaceSelector;
  }

  get objectSelector(): LabelSelector {
    this.#objectSelector ??= labelSelectorFromObject(this.spec.objectSelector);
    return this.#objectSelector;
  }

  /** Undefined: there are none. */
  get conditions(): Conditions | undefined {
    const { matchConditions = [], failurePolicy } = this.spec;
    if (matchConditions.length === 0) return undefined;
    this.#conditions ??= this.#compile(matchConditions, failurePolicy ?? 'Fail');
    return this.#conditions;
  }
}

/**
 * The webhooks of all configurations of one kind, by the names of the configurations; those of one
 * configuration in its order.
 */
export class WebhookConfigurations {
  readonly #compile: CompileConditions;
  readonly #byName = new Map<string, readonly Webhook[]>();
  #all: readonly Webhook[] = [];

  constructor(compile: CompileConditions) {
    this.#compile = compile;
  }

  /** Now; the list is never changed, only replaced. */
  get webhooks(): readonly Webhook[] {
    return this.#all;
  }

  /** @param object undefined: the configuration is gone */
  set(name: string, object: KubeObject | undefined): void {
    if (object === undefined) this.#byName.delete(name);
    else this.#byName.set(name, this.#webhooksOf(name, object));
    const names = [...this.#byName.keys()].toSorted((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    this.#all = names.flatMap((each) => this.#byName.get(each) ?? []);
  }

  #webhooksOf(name: string, { webhooks = [] }: Configuration): Webhook[] {
    const seen = new Map<string, number>();
    return webhooks.map((spec) => {
      const before = seen.get(spec.name) ?? 0;
      seen.set(spec.name, before + 1);
      return new Webhook(`${name}/${spec.name}/${before}`, spec, this.#compile);
    });
  }
}
