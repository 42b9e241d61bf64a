import { shapeOf, type Shape } from './shape';

/** What the values of one column of a sample look like. */
export interface ColumnProfile {
	/** As they stand, empty ones too, one for each row. */
	readonly values: readonly string[];
	readonly filledValues: readonly string[];
	readonly filled: number;
	/** Different values among the filled ones. */
	readonly distinct: number;
	/** Share of the filled values that look like this, 0 to 1. */
	share(shape: Shape): number;
}

export function profile(values: readonly string[]): ColumnProfile {
	const filledValues = values.filter((value) => value.trim() !== '');
	const counts = new Map<Shape, number>();
	for (const value of filledValues) {
		const shape = shapeOf(value);
		counts.set(shape, (counts.get(shape) ?? 0) + 1);
	}
	return {
		values,
		filledValues,
		filled: filledValues.length,
		distinct: new Set(filledValues).size,
		share: (shape) => (filledValues.length === 0 ? 0 : (counts.get(shape) ?? 0) / filledValues.length),
	};
}
