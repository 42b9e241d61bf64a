import fc from 'fast-check';

/** How long all of it takes, in seconds, and where the cases begin. */
export const seconds = Number(process.env.CHAOS_SECONDS ?? 120);
export const seed = Number(process.env.CHAOS_SEED ?? 1);

/** Tries cases of a property until so many milliseconds are over. @returns how many; throws with the smallest case that fails */
export async function tryFor<Case>(milliseconds: number, property: fc.IAsyncProperty<Case>): Promise<number> {
	const result = await fc.check(property, { seed, numRuns: 1_000_000, interruptAfterTimeLimit: milliseconds });
	if (result.counterexample !== null) throw new Error(`${String(result.errorInstance)}\n${await fc.asyncDefaultReportMessage(result)}`);
	return result.numRuns;
}
