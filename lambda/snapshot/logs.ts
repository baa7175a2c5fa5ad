/** Logs of containers, as `kubectl logs` prints them into files, or as an unpacked `cilium sysdump` holds them. */

import { type Entry, entries, type Folder, readTail } from './files.ts';
import type { Pod } from './kubernetes.ts';
import { nameOfFile } from './names.ts';
import type { ContainerLog } from './snapshot.ts';

/** Of a longer log the newest lines are kept; a line that is not there proves nothing. */
export const mostLines = 20_000;

/** `logs/<namespace>_<pod>_<container>.log`; a part may be a folder where the whole is too long for a name. */
export function readLogs(folder: Folder, path: string): readonly ContainerLog[] {
  const files = entries(folder, path).flatMap((entry) => within(folder, entry, 2));
  return files.flatMap((file) => {
    const parts = file
      .slice(path.length + 1, -'.log'.length)
      .split(/[_/]/)
      .map(nameOfFile);
    const [namespace, pod, container] = parts;
    if (namespace === undefined || pod === undefined || container === undefined || parts.length !== 3) return [];
    return [{ namespace, pod, container, lines: linesOf(readTail(folder, file)) }];
  });
}

function within(folder: Folder, entry: Entry, levels: number): readonly string[] {
  if (!entry.directory) return entry.name.endsWith('.log') ? [entry.path] : [];
  return levels === 0 ? [] : entries(folder, entry.path).flatMap((inner) => within(folder, inner, levels - 1));
}

/** `logs-<pod>-<container>-<time>.log`, as cilium-cli/sysdump/constants.go names it; logs of a container's previous life are other facts and left out. */
const sysdumpLog = /^logs-(.+)-\d{8}-\d{6}\.log$/;
/** Containers of the pods that a sysdump takes logs of, where the pods themselves are not in it. */
const usualContainers = ['cilium-agent', 'cilium-envoy', 'cilium-operator'];

/** Undefined where the file is no log of a sysdump, or its name cannot be taken apart. */
export function readSysdumpLog(folder: Folder, entry: Entry, pods: readonly Pod[]): ContainerLog | undefined {
  const both = sysdumpLog.exec(entry.name)?.[1];
  const owner = both === undefined ? undefined : (ownerAmong(both, pods) ?? ownerByContainer(both));
  return owner === undefined ? undefined : { ...owner, lines: linesOf(readTail(folder, entry.path)) };
}

type Owner = Pick<ContainerLog, 'namespace' | 'pod' | 'container'>;

function ownerAmong(both: string, pods: readonly Pod[]): Owner | undefined {
  for (const { metadata, spec } of pods) {
    const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
    const container = containers.find(({ name }) => both === `${metadata.name}-${name}`)?.name;
    if (container !== undefined) return { namespace: metadata.namespace ?? 'default', pod: metadata.name, container };
  }
  return undefined;
}

function ownerByContainer(both: string): Owner | undefined {
  const container = usualContainers.find((name) => both.endsWith(`-${name}`));
  return container === undefined ? undefined : { namespace: 'kube-system', pod: both.slice(0, -container.length - 1), container };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.length > mostLines ? lines.slice(-mostLines) : lines;
}
