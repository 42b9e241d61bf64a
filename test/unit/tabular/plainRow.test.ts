import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

import { newPlainRow } from '../../../nodes/shared/tabular/columns/plainRow.ts';

setFlagsFromString('--allow-natives-syntax');
const haveSameClass = runInThisContext('(one, other) => %HaveSameMap(one, other)') as (one: object, other: object) => boolean;

function grow<Row extends Record<string, unknown>>(row: Row, ...names: string[]): Row {
	for (const name of names) Object.assign(row, { [name]: 'value' });
	return row;
}

describe('a row', () => {
	it('is a plain object', () => {
		const row = grow(newPlainRow(), 'a', '__proto_', 'constructor');
		expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
		expect(row).toEqual({ a: 'value', __proto_: 'value', constructor: 'value' });
		expect(JSON.stringify(newPlainRow())).toBe('{}');
		expect(structuredClone(row)).toStrictEqual(row);
	});

	it('shares its hidden class with rows of the same columns where {} has no room left for it', () => {
		// As many kinds of {} as a process of n8n's size has. They stay: what nobody holds is forgotten, and room again.
		const kinds = Array.from({ length: 3_000 }, (_, index) => grow({}, `kind${index}`));
		expect(haveSameClass(grow({}, 'time', 'event'), grow({}, 'time', 'event'))).toBe(false);
		expect(haveSameClass(grow(newPlainRow(), 'time', 'event'), grow(newPlainRow(), 'time', 'event'))).toBe(true);
		expect(kinds).toHaveLength(3_000);
	});
});
