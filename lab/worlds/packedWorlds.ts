/** The folders of `scenarios/`, packed by `packed.ts`; undefined where the command runs from its sources. `infra/bundle/command.ts` replaces this module. */

export const packedWorlds: string | undefined = undefined;
