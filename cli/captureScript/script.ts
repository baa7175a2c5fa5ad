/** The plain `aws` and `kubectl` commands that make the same snapshot by hand, as a shell script, for where our code may not run. */

import { regionFiles } from '../../lambda/snapshot/awsFiles.ts';
import { shownValue } from '../../lambda/snapshot/error.ts';
import { clusterCommands } from './clusterCommands.ts';
import { type CommandsRequest, profileFlag } from './request.ts';

/** A name that cannot be put into a script. */
export class NameError extends Error {
  override readonly name = 'NameError';
}

/** @throws NameError where a region, cluster or load balancer has a name that no such thing can have */
export function printCommands(request: CommandsRequest): string {
  const names = [...request.regions, ...(request.clusters ?? []), ...(request.loadBalancers ?? [])];
  for (const name of names) checkName(name);
  const regions = request.regions.map((region) => regionCommands(region, request));
  return `${[head(request), ...regions, clusterCommands(request), tail].join('\n')}\n`;
}

function checkName(name: string): void {
  if (/^[A-Za-z0-9][\w.@:/-]*$/.test(name)) return;
  throw new NameError(`${shownValue(name)} cannot be the name of a region, cluster or load balancer; it is not put into a script`);
}

const head = (request: CommandsRequest) => `#!/bin/sh
# Makes a snapshot that "nlb-doctor replay" can diagnose. It only reads. Needs: aws (version 2), kubectl.
# Usage: sh capture.sh [folder]
#
# What "nlb-doctor capture" would leave out is in here: environment of pods, annotations, managed fields.
# Look through the folder before you give it away; Secrets are never read.
set -eu
umask 077
out=\${1:-nlb-doctor-snapshot}
mkdir -p "$out"
: > "$out/.read"
: > "$out/.unreadable"

context=
kubeconfig=
kube() {
  kubectl \${kubeconfig:+--kubeconfig "$kubeconfig"} --context "$context" "$@"
}
# A call that fails leaves a line in snapshot.yaml, and the rest goes on.
unreadable() {
  error=$(head -c 200 "$out/.error" | tr -c 'A-Za-z0-9 .,:/()_-' ' ')
  printf '  - {what: "%s", region: "%s"%s, error: "%s"}\\n' "$1" "$2" "\${3:+, cluster: \\"$3\\"}" "$error" >> "$out/.unreadable"
}
# ask <file> <operation> <region> <aws arguments>
ask() {
  file=$1 operation=$2 region=$3
  shift 3
  if aws "$@" --region "$region"${profileFlag(request)} --output json > "$out/.answer" 2> "$out/.error" < /dev/null; then mv "$out/.answer" "$file"; else unreadable "$operation" "$region"; fi
}
# get <folder> <region> <cluster> <resource> <path> [namespace] [selector]
get() {
  file="$1/$4\${7:+-$(printf %s "$7" | tr -c 'A-Za-z0-9\\n' -)}.json"
  if kube get --raw "$5" > "$out/.answer" 2> "$out/.error" < /dev/null; then
    mv "$out/.answer" "$file"
    printf '  - {region: "%s", cluster: "%s", resource: "%s"%s%s}\\n' "$2" "$3" "$4" "\${6:+, namespace: \\"$6\\"}" "\${7:+, selector: \\"$7\\"}" >> "$out/.read"
  elif grep -q 'could not find the requested resource' "$out/.error"; then
    printf '  - {region: "%s", cluster: "%s", resource: "%s", installed: false}\\n' "$2" "$3" "$4" >> "$out/.read"
  else
    unreadable "$4" "$2" "$3"
  fi
}
`;

const tail = `{
  echo 'format: 1'
  echo "takenAt: \\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\\""
  if [ -s "$out/.read" ]; then echo 'read:'; cat "$out/.read"; fi
  if [ -s "$out/.unreadable" ]; then echo 'unreadable:'; cat "$out/.unreadable"; fi
} > "$out/snapshot.yaml"
rm -f "$out/.read" "$out/.unreadable" "$out/.error" "$out/.answer"
echo "The snapshot is in $out; look through it, then: nlb-doctor replay $out"`;

function regionCommands(region: string, request: CommandsRequest): string {
  const flags = `--region '${region}'${profileFlag(request)}`;
  const quoted = `'${region}'`;
  const folder = `"$out/aws/${region}`;
  return `# ${region}: load balancers and their targets
mkdir -p ${['target-health', 'target-group-attributes', 'listeners', 'load-balancer-attributes', 'tags'].map((name) => `${folder}/${name}"`).join(' ')}
ask ${folder}/load-balancers.json" elasticloadbalancing:DescribeLoadBalancers ${quoted} elbv2 describe-load-balancers
ask ${folder}/target-groups.json" elasticloadbalancing:DescribeTargetGroups ${quoted} elbv2 describe-target-groups
balancers=$(aws elbv2 describe-load-balancers ${flags} --output text --query '${balancerQuery(request.loadBalancers)}' || true)
groups=$(aws elbv2 describe-target-groups ${flags} --output text --query 'TargetGroups[?Protocol!=\`HTTP\` && Protocol!=\`HTTPS\` && Protocol!=\`GENEVE\`].[TargetGroupName,TargetGroupArn]' || true)
echo "$groups" | while read -r name arn; do
  [ -n "$arn" ] || continue
  ask ${folder}/target-health/$name.json" "elasticloadbalancing:DescribeTargetHealth/$name" ${quoted} elbv2 describe-target-health --target-group-arn "$arn"
  ask ${folder}/target-group-attributes/$name.json" "elasticloadbalancing:DescribeTargetGroupAttributes/$name" ${quoted} elbv2 describe-target-group-attributes --target-group-arn "$arn"
  ask ${folder}/tags/$name.json" elasticloadbalancing:DescribeTags ${quoted} elbv2 describe-tags --resource-arns "$arn"
done
echo "$balancers" | while read -r name arn; do
  [ -n "$arn" ] || continue
  ask ${folder}/listeners/$name.json" "elasticloadbalancing:DescribeListeners/$name" ${quoted} elbv2 describe-listeners --load-balancer-arn "$arn"
  ask ${folder}/load-balancer-attributes/$name.json" "elasticloadbalancing:DescribeLoadBalancerAttributes/$name" ${quoted} elbv2 describe-load-balancer-attributes --load-balancer-arn "$arn"
  ask ${folder}/tags/$name-balancer.json" elasticloadbalancing:DescribeTags ${quoted} elbv2 describe-tags --resource-arns "$arn"
done
${networkCommands(region)}
`;
}

/** Names were checked: they hold no quote. */
function balancerQuery(names: readonly string[] = []): string {
  const chosen = names.map((name) => `LoadBalancerName==\`${name}\` || LoadBalancerArn==\`${name}\``).join(' || ');
  return `LoadBalancers[?Type==\`network\`${chosen === '' ? '' : ` && (${chosen})`}].[LoadBalancerName,LoadBalancerArn]`;
}

/** `ec2:DescribeNetworkAcls` as `describe-network-acls`. Prefix lists need a call each for their entries: they are left out. */
function networkCommands(region: string): string {
  const answers = Object.values(regionFiles).filter(
    ({ operation, file }) => operation.startsWith('ec2:') && file !== 'managed-prefix-lists',
  );
  const lines = answers.map(({ operation, file }) => {
    const call = operation.slice('ec2:'.length).replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`);
    return `ask "$out/aws/${region}/${file}.json" ${operation} '${region}' ec2 ${call}`;
  });
  return lines.join('\n');
}
