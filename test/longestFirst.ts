import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node';

/**
 * An order in which files run that take long, so that none is left over at the end.
 *
 * @param first parts of the names of files that come before the others, in this order
 */
export function longestFirst(first: readonly string[]): TestSequencerConstructor {
	return class extends BaseSequencer {
		override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
			const rank = ({ moduleId }: TestSpecification): number => [...first, ''].findIndex((part) => moduleId.includes(part));
			return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
		}
	};
}
