import type { RequestInfo } from '../apimachinery/request-info.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

/** @throws 403 when the user may not do what the request asks of a resource */
export function authorizeResource(pipeline: Pipeline, info: RequestInfo, user: UserInfo): void {
  const { verb, group, version, resource, subresource, namespace } = info;
  const name = info.name || info.selectedName;
  pipeline.authorize({
    user,
    verb,
    resource: { group, version, resource, subresource, namespace, name },
  });
}
