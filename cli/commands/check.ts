/** `nlb-doctor check`: live AWS and EKS, diagnosed. */

import { collect } from '../../lambda/collect/collect.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { type Scheme, schemes } from '../../lambda/snapshot/scheme.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { type Command, text } from '../command.ts';
import { answer, outputOptions } from '../output.ts';
import { withRegions } from '../progress.ts';
import { requestOf, selectionOptions } from '../selection.ts';

/** As deep as a capture, so that check and replay say the same of one world: a healthy load balancer may have the wrong scheme. */
export const depth = { closely: 'all' } as const;

export const check: Command = {
  name: 'check',
  summary: 'read AWS and EKS and diagnose what is unhealthy',
  positionals: [],
  options: {
    ...selectionOptions,
    'expect-scheme': { type: 'string', value: 'SCHEME', choices: schemes, help: 'the scheme every load balancer looked at should have' },
    ...outputOptions,
  },
  run: async (given) => {
    const expectScheme = text(given.values, 'expect-scheme') as Scheme | undefined;
    const expectedSchemes = expectScheme === undefined ? {} : { '*': expectScheme };
    const request = await requestOf(given.values, given.console);
    const snapshot = await withRegions(given.console, request, (onProgress) =>
      collect({ ...request, ...depth, expectedSchemes, onProgress }),
    );
    const access = { profile: request.profile, kubeconfig: request.kubeconfig };
    return answer(diagnose(joinTopology(snapshot, { expectedSchemes }), { access }), given);
  },
};
