/** The `kubectl` half of the script: typed lists, as the API server answers them, so that an empty one keeps its kind. */

import { collectionPath } from '../../lambda/collect/kubernetes/list.ts';
import { ciliumConfigMaps, everyResource, systemNamespace, systemPods, whole } from '../../lambda/collect/kubernetes/wanted.ts';
import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import { quoted } from '../../lambda/text/shell.ts';
import { type CommandsRequest, profileFlag } from './request.ts';

export function clusterCommands(request: CommandsRequest): string {
  const { regions, clusters, kubeconfig } = request;
  const place = `region='${regions[0] ?? ''}'`;
  if (kubeconfig !== undefined) {
    const { path, context } = kubeconfig;
    const file = path === undefined ? '' : `kubeconfig=${quoted(path)}\n`;
    const name = context === undefined ? '$(kube config current-context)' : quoted(context);
    return `# The cluster of one context\n${place}\ncluster='${clusters?.[0] ?? 'cluster'}'\n${file}context=${name}\n${lists}`;
  }
  return regions.map((region) => eksCommands(region, request)).join('\n');
}

function eksCommands(region: string, request: CommandsRequest): string {
  const { clusters } = request;
  const profile = profileFlag(request);
  const names =
    clusters === undefined
      ? `$(aws eks list-clusters --region '${region}'${profile} --output text --query 'clusters[]' || true)`
      : clusters.map((name) => `'${name}'`).join(' ');
  return `# ${region}: clusters
region='${region}'
mkdir -p "$out/eks/$region"
for cluster in ${names}; do
  ask "$out/eks/$region/$cluster.json" eks:DescribeCluster "$region" eks describe-cluster --name "$cluster"
  kubeconfig="$out/.kubeconfig"
  context=$cluster
  aws eks update-kubeconfig --region "$region"${profile} --name "$cluster" --alias "$context" --kubeconfig "$kubeconfig" > "$out/.answer" 2> "$out/.error" || { unreadable kubernetes "$region" "$cluster"; continue; }
${lists.replace(/^(?=.)/gm, '  ')}  rm -f "$out/.kubeconfig"
done
`;
}

const folder = '"$out/kubernetes/$region/$cluster"';

function listCommand(resource: Resource, namespace?: string, selector?: string): string {
  const path = `${collectionPath(resource, resources[resource].versions[0], namespace)}${selector === undefined ? '' : `?labelSelector=${encodeURIComponent(selector)}`}`;
  return [
    'get',
    folder,
    '"$region"',
    '"$cluster"',
    resource,
    `'${path}'`,
    ...(namespace === undefined ? [] : [namespace]),
    ...(selector === undefined ? [] : [`'${selector}'`]),
  ].join(' ');
}

/** Events of the namespaces that have a Service of type LoadBalancer. */
const events = `for namespace in $(kube get services -A -o 'jsonpath={range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}{"\\n"}{end}' | sort -u); do
  get ${folder} "$region" "$cluster" events "/api/v1/namespaces/$namespace/events" "$namespace"
  [ ! -f ${folder}/events.json ] || mv ${folder}/events.json "$out/kubernetes/$region/$cluster/events-$namespace.json"
done`;

const lists = `mkdir -p ${folder}
${everyResource
  .filter(whole)
  .map((resource) => listCommand(resource))
  .join('\n')}
${listCommand('leases.coordination.k8s.io', systemNamespace)}
${ciliumConfigMaps
  .map(
    (name) =>
      `kube -n ${systemNamespace} get configmap ${name} -o yaml --show-managed-fields > ${folder}/${name}.yaml 2> "$out/.error" || { rm -f ${folder}/${name}.yaml; unreadable configmaps/${systemNamespace}/${name} "$region" "$cluster"; }`,
  )
  .join('\n')}
${systemPods(systemNamespace)
  .map(({ selector }) => listCommand('pods', systemNamespace, selector))
  .join('\n')}
${events}
`;
