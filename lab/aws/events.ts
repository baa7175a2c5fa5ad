/** EventBridge: takes events and keeps them, within the number and size the service takes. */

import { randomUUID } from 'node:crypto';
import { AwsFailure } from './failure.ts';
import { type Operation, text } from './scene.ts';

const mostEntries = 10;
const mostBytes = 262_144;

type Entry = Readonly<Record<string, unknown>>;

const putEvents: Operation = (input, { region, putEvent }) => {
  const entries = (input.Entries ?? []) as readonly Entry[];
  if (entries.length === 0 || entries.length > mostEntries)
    throw new AwsFailure('ValidationException', `1 validation error detected: between 1 and ${mostEntries} entries`);
  if (Buffer.byteLength(JSON.stringify(entries)) > mostBytes)
    throw new AwsFailure('ValidationException', 'Total size of the entries in the request is over the limit.');
  const results = entries.map((entry) => {
    const fault = faultOf(entry);
    if (fault !== undefined) return { ErrorCode: 'InvalidArgument', ErrorMessage: fault };
    const { Source, DetailType, Detail, EventBusName } = entry;
    putEvent({
      source: String(Source),
      detailType: String(DetailType),
      detail: JSON.parse(String(Detail)),
      bus: text(EventBusName),
      region: region.region,
      at: Date.now(),
    });
    return { EventId: randomUUID() };
  });
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
};

function faultOf({ Source, DetailType, Detail }: Entry): string | undefined {
  if (!text(Source)) return 'Parameter Source is not valid. Reason: Source is a required argument.';
  if (!text(DetailType)) return 'Parameter DetailType is not valid. Reason: DetailType is a required argument.';
  try {
    JSON.parse(text(Detail) ?? '');
    return undefined;
  } catch {
    return 'Parameter Detail is not valid. Reason: Detail is malformed.';
  }
}

export const events: Readonly<Record<string, Operation>> = { PutEvents: putEvents };
