/** The regions that an account has enabled, from one call: regions that are not enabled are not asked at all. */

import * as z from 'zod/mini';
import type { AwsAccess } from '../../http/aws.ts';
import { gapSentence } from '../../snapshot/gaps.ts';
import { startBudget, within } from '../io/budget.ts';
import { skewSentence } from '../io/clockSkew.ts';
import { createClients } from './clients.ts';
import { awsGap } from './gaps.ts';
import { gate } from './shape.ts';

/**
 * Lists enabled regions only unless AllRegions is set (API reference, DescribeRegions). It tells names of regions and nothing else of the account, and is
 * part of the client that is used anyway; account:ListRegions tells the same, for another client and another permission.
 */
export const listRegionsAction = 'ec2:DescribeRegions';

/** A sentence for a person: what was denied or did not answer, and what to do. */
export class RegionsUnread extends Error {
  override readonly name = 'RegionsUnread';
  /** The region that was asked. */
  readonly home: string;
  constructor(home: string, reason: string) {
    super(`the regions of the account could not be listed for --all-regions: ${reason}; or name them with --region`);
    this.home = home;
  }
}

export interface RegionsRequest {
  /** The region that is asked. */
  readonly home: string;
  readonly access: AwsAccess;
  readonly signal: AbortSignal;
}

const timeout = 15_000;
const region = z.looseObject({ RegionName: z.string() });

/** @throws RegionsUnread */
export async function enabledRegions({ home, access, signal }: RegionsRequest): Promise<readonly string[]> {
  const clients = createClients(undefined, access);
  try {
    const ec2 = await clients.ec2(home);
    const { items } = await within(startBudget(timeout, signal), (abortSignal) => ec2.regions({ abortSignal }));
    return gate({ operation: listRegionsAction, shape: region }, items)
      .map(({ RegionName }) => RegionName)
      .toSorted();
  } catch (cause) {
    const gap = awsGap(listRegionsAction, home, cause, skewSentence(clients.clock.offset()));
    throw new RegionsUnread(home, gapSentence(gap));
  } finally {
    clients.close();
  }
}
