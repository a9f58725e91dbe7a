import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isDns1123Subdomain } from '../../../apimachinery/names.ts';
import type {
  PodSpec,
  WindowsSecurityContextOptions,
} from '../../../apimachinery/types.generated.ts';
import { visitContainers } from './containers.ts';
import { pointedAt, pushInvalid } from './field-checks.ts';

const CREDENTIAL_SPEC_BYTES_MAX = 64 * 1024;

export function checkWindowsOptions(
  options: WindowsSecurityContextOptions | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (options === undefined) return;
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options;
  if (gmsaCredentialSpecName !== undefined) {
    const messages = isDns1123Subdomain(gmsaCredentialSpecName);
    const place = path.child('gmsaCredentialSpecName');
    pushInvalid(errors, messages, place, pointedAt(gmsaCredentialSpecName));
  }
  if (gmsaCredentialSpec !== undefined) {
    const place = path.child('gmsaCredentialSpec');
    if (gmsaCredentialSpec === '') {
      const detail = 'gmsaCredentialSpec cannot be an empty string';
      errors.push(fieldError.invalid(place, pointedAt(gmsaCredentialSpec), detail));
    } else if (Buffer.byteLength(gmsaCredentialSpec) > CREDENTIAL_SPEC_BYTES_MAX) {
      const detail = 'gmsaCredentialSpec size must be under 64 KiB';
      errors.push(fieldError.invalid(place, pointedAt(gmsaCredentialSpec), detail));
    }
  }
  if (runAsUserName !== undefined) {
    const place = path.child('runAsUserName');
    pushInvalid(errors, userNameErrors(runAsUserName), place, pointedAt(runAsUserName));
  }
}

const DOMAIN_LENGTH_MAX = 256;
const USER_LENGTH_MAX = 104;
const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_NAME = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);

/** `user` or `DOMAIN\user` */
function userNameErrors(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (hasControlCharacters(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const [domain = '', user = ''] = parts.length === 1 ? ['', name] : parts;
  const errors: string[] = [];
  const length = Buffer.byteLength(domain);
  if (length >= DOMAIN_LENGTH_MAX) {
    errors.push("runAsUserName's Domain length must be under 256 characters");
  }
  if (parts.length === 2 && !NET_BIOS.test(domain)) {
    if (length >= DOMAIN_LENGTH_MAX * 2 || !DNS_NAME.test(domain)) {
      errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }
  if (user === '') errors.push("runAsUserName's User cannot be empty");
  else if (Buffer.byteLength(user) > USER_LENGTH_MAX) {
    errors.push("runAsUserName's User length must not be longer than 104 characters");
  }
  if (/^[. ]+$/.test(user)) {
    errors.push("runAsUserName's User cannot contain only periods or spaces");
  }
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    errors.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return errors;
}

function hasControlCharacters(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}

/** Containers that run as processes of a Windows host: all of them or none. @param path of the spec */
export function checkHostProcess(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let count = 0;
  let hostProcesses = 0;
  visitContainers(spec, path, (container, place) => {
    count++;
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const member = place.child('securityContext', 'windowsOptions', 'hostProcess');
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      errors.push(fieldError.invalid(member, own, detail));
    }
    if (own ?? ofPod) hostProcesses++;
  });
  if (hostProcesses === 0) return;
  if (hostProcesses !== count) {
    const detail =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(fieldError.invalid(path, '', detail));
  }
  if (spec.hostNetwork !== true) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(fieldError.invalid(path.child('hostNetwork'), false, detail));
  }
}
