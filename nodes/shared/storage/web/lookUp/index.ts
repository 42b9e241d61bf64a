import { byFilter } from './byFilter';
import { bySystem } from './bySystem';
import type { WayToLookUp } from './way';

/** The first that is to be had counts. */
export const waysToLookUp = [byFilter, bySystem] as const satisfies readonly WayToLookUp[];
