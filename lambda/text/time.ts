/** Times are RFC 3339 texts everywhere; these are the two sums done with them. */

export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

export const plusSeconds = (time: string, seconds: number): string => new Date(Date.parse(time) + seconds * 1000).toISOString();
