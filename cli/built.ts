/** What the build puts into the single file in place of package.json beside it: `infra/bundle/command.ts` replaces this module. */

/** Version of the package; undefined where the command runs from its sources. */
export const builtVersion: string | undefined = undefined;
