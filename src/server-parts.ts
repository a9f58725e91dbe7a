import type { AdmissionConfiguration } from './admission/configuration.ts';
import type { ProxyIdentity } from './aggregator/remote-server.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { KeyFile } from './auth/token-signer.ts';
import type { Clock } from './base/clock.ts';
import type { Logger } from './base/log.ts';
import type { Rng } from './base/rng.ts';
import type { SignCertificate } from './controllers/certificates/signing.ts';
import type { Backends } from './pipeline/connect/backends.ts';
import type { ObservableStore } from './store/store.ts';
import type { ServiceAddresses } from './webhooks/services.ts';

export interface ServerParts {
  readonly store: ObservableStore;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly log: Logger;
  readonly authenticator: Authenticator;
  /** Settings of admission plugins; undefined: those of a server without a configuration file. */
  readonly admission?: AdmissionConfiguration;
  /** Names of admission plugins that are not asked; undefined: all are. */
  readonly disabledAdmissionPlugins?: ReadonlySet<string>;
  /** Undefined: RBAC. */
  readonly authorizationMode?: 'RBAC' | 'AlwaysAllow';
  /** Where the key of service account tokens is kept; undefined: nowhere. */
  readonly serviceAccountKey?: KeyFile;
  /** Kubelets and the network of the cluster; undefined: nobody is there. */
  readonly backends?: Backends;
  /** `openapi/kubernetes/` of the package. */
  readonly data: URL;
  /** PEM of the CA that clients trust; it is published to every namespace. */
  readonly certificateAuthority: string;
  /** Signs with the key of that CA; undefined: nobody signs what CertificateSigningRequests ask for. */
  readonly signCertificate?: SignCertificate;
  /** Whom this server is to those that it passes requests on to; undefined: nobody. */
  readonly frontProxy?: FrontProxy;
  /** Local addresses that answer for the Services of webhooks and APIServices; undefined: none. */
  readonly webhookServices?: ServiceAddresses;
  readonly serviceClusterIpRange: string;
  readonly serviceNodePortRange: { readonly base: number; readonly size: number };
}

/** The identity of this server as a proxy, and who vouches for it (PEM). */
export interface FrontProxy extends ProxyIdentity {
  readonly certificateAuthority: string;
}
