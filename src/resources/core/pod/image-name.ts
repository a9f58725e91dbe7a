/** Longer names of images are no names. */
const NAME_LENGTH_MAX = 255;

const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(
  `^(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
);
const REPOSITORY = new RegExp(`^${PART}(?:/${PART})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const DOCKER_HUB = /^(?:index\.)?docker\.io$/;
const IDENTIFIER = /^[a-f0-9]{64}$/;

/**
 * The tag of an image, `latest` when there is neither tag nor digest. Undefined for a name that
 * does not parse; what is wrong with it is not of interest here.
 */
export function imageTag(image: string): string | undefined {
  if (IDENTIFIER.test(image)) return undefined;
  const [named, digest] = split(image, image.indexOf('@'));
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const colon = named.lastIndexOf(':');
  const [name, tag] = split(named, colon > named.lastIndexOf('/') ? colon : -1);
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  if (!isRepository(name)) return undefined;
  return tag ?? (digest === undefined ? 'latest' : '');
}

function split(text: string, at: number): [string, string | undefined] {
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** A path with or without a registry in front of it. */
function isRepository(name: string): boolean {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasDomain = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  if (first.length > NAME_LENGTH_MAX || (hasDomain && !DOMAIN.test(first))) return false;
  const rest = hasDomain ? name.slice(slash + 1) : name;
  // What has no registry and no owner is an official image of Docker Hub, and counts as such.
  const isOfficial = !rest.includes('/') && (!hasDomain || DOCKER_HUB.test(first));
  const path = isOfficial ? `library/${rest}` : rest;
  return path.length <= NAME_LENGTH_MAX && REPOSITORY.test(path);
}
