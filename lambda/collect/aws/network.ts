/** EC2 around suspicious load balancers; the EC2 client is loaded only where there are some. */

import { regionFiles } from '../../snapshot/awsFiles.ts';
import type { RegionSnapshot } from '../../snapshot/snapshot.ts';
import { type Context, notAsked, toReading, wants } from '../context.ts';
import type { NetworkAnswer } from './ec2.ts';
import type { Pages } from './shape.ts';
import type { Neighbourhood } from './surroundings.ts';

export type Network = Pick<RegionSnapshot, NetworkAnswer>;

const answers = Object.keys(regionFiles).filter((answer) => answer !== 'tags') as NetworkAnswer[];

export async function readNetwork(context: Context, region: string, around: Neighbourhood): Promise<Network> {
  const wanted = new Set(answers.filter((answer) => wants(context, regionFiles[answer].operation)));
  const pages =
    around.suspects.length === 0 || wanted.size === 0
      ? new Map<NetworkAnswer, Pages<unknown>>()
      : await readAround(context, region, around, wanted);
  const readings = answers.map((answer) => {
    const { operation } = regionFiles[answer];
    const found = pages.get(answer);
    return [answer, found === undefined ? notAsked(operation, region) : toReading(context, operation, region, found)] as const;
  });
  return Object.fromEntries(readings) as unknown as Network;
}

async function readAround(context: Context, region: string, around: Neighbourhood, wanted: ReadonlySet<NetworkAnswer>) {
  const { readSurroundings } = await import('./surroundings.ts');
  return readSurroundings(
    { client: await context.clients.ec2(region), budget: context.budget },
    around,
    wanted,
    context.request.everything === true,
  );
}
