/** What identifies a load balancer in the text report: the headline with its counts, the path, the names, the console. */

import type { Diagnosis, LoadBalancerDiagnosis } from '../diagnose/diagnosis.ts';
import { singleLine } from './escape.ts';
import { consoleLink } from './links.ts';
import { countWords, schemeWords, statusWords } from './order.ts';
import type { Lines, Page, Style } from './page.ts';
import { type PictureRow, picture } from './picture.ts';
import { verbatim } from './textRemedy.ts';

const statusStyle = { down: 'red', degraded: 'yellow', unknown: 'yellow', healthy: 'green' } as const;

export function headline(one: LoadBalancerDiagnosis, { clusters }: Diagnosis, { paint, prose }: Page): Lines {
  const version = clusters.find(({ name, region }) => name === one.cluster && region === one.region)?.ciliumVersion;
  const place = [
    one.region,
    one.cluster === null ? 'cluster unknown' : `cluster ${one.cluster}`,
    version && `Cilium ${version}`,
    one.service && `Service ${one.service.namespace}/${one.service.name}`,
    one.gateway && `Gateway ${one.gateway.namespace}/${one.gateway.name}`,
  ].filter((part) => part);
  const open = one.failsOpen ? '; fails open: a target group without a healthy target gets traffic on all its targets' : '';
  const word = statusWords[one.status];
  return [
    ...prose(one.name, 0, `${word}  `).map((line) => paint('bold', line.replace(word, paint(statusStyle[one.status], word)))),
    ...prose(countWords(one)).map((line) => paint('bold', line)),
    ...prose(place.join(', ')),
    ...prose(`scheme ${schemeWords(one)}${open}`),
  ];
}

const hopStyle: Readonly<Partial<Record<PictureRow['state'], Style>>> = { ok: 'green', failing: 'yellow', broken: 'red' };

/** In short without the lines between the hops, but for the break. */
export function pathSection(one: LoadBalancerDiagnosis, { columns, paint, titled, verbose }: Page): Lines {
  const painted = (text: string, state: PictureRow['state']) => (hopStyle[state] === undefined ? text : paint(hopStyle[state], text));
  return titled('THE PATH', picture(one, columns, painted, verbose ? 'linked' : 'dense'));
}

/** How the Service was found is said in any case where it was not: half of the rules look at it. */
export function identitySection({ arn, dnsName, scheme, joinedBy }: LoadBalancerDiagnosis, { verbose, prose, titled }: Page): Lines {
  const link = consoleLink(arn)?.address;
  const joined = joinedBy === null ? 'Which Service stands behind it is not known.' : `Service found by ${joinedBy}`;
  return titled('LOAD BALANCER (AWS console, DNS name)', [
    ...(link === undefined ? [] : verbatim(link, 4)),
    ...(link === undefined || verbose ? verbatim(singleLine(arn), 4) : []),
    ...(dnsName === null ? [] : verbatim(singleLine(dnsName), 4)),
    ...(scheme.requestedBy === null || !verbose ? [] : prose(`The scheme is requested in: ${scheme.requestedBy}`)),
    ...(joinedBy === null || verbose ? prose(joined) : []),
  ]);
}
