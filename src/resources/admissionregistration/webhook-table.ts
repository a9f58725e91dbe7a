import type {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../../apimachinery/types.generated.ts';
import type { Cells } from '../../registry/definition.ts';

/** The cells of both kinds of webhook configurations. */
export const cells: Cells<MutatingWebhookConfiguration | ValidatingWebhookConfiguration> = {
  Webhooks: ({ webhooks }) => webhooks?.length ?? 0,
};
