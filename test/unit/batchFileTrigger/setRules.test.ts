import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { problemOfSets, setRules, type SetFields } from '../../../nodes/BatchFileTrigger/sets/setRules.ts';
import { usualPart } from '../../../nodes/BatchFileTrigger/sets/usualParts.ts';

const fields: SetFields = { completeBy: 'count', pattern: '', marker: '', quietFor: 60_000, patience: 3_600_000 };

describe('the usual spellings of a part', () => {
	it.each([
		['crm-part-2-of-5.csv', 'crm', 2, 5],
		['crm_part02of05.csv.gz', 'crm', 2, 5],
		['crm_2_5.csv', 'crm', 2, 5],
		['crm-2-5.CSV', 'crm', 2, 5],
		['crm_20261126_2_5.csv', 'crm_20261126', 2, 5],
		['crm.3of12.txt', 'crm', 3, 12],
		['crm 3 of 12 (retry).csv', 'crm (retry)', 3, 12],
		['part-1-of-3.csv', undefined, 1, 3],
		['part_1_of_3_abonnés.csv', 'abonnés', 1, 3],
		['kunden_Teil_1_von_3.csv', 'kunden', 1, 3],
		['clients-partie-1-sur-3.csv', 'clients', 1, 3],
		['clienti_parte1di3.csv', 'clienti', 1, 3],
		['clientes_parte_1_de_3.csv', 'clientes', 1, 3],
		['klanten-deel-1-van-3.csv', 'klanten', 1, 3],
		['crm_0_2', 'crm', 0, 2],
	])('%s is part %3$s of %4$s', (name, set, part, count) => {
		expect(usualPart(name)).toEqual({ ...(set !== undefined && { set }), part, count });
	});

	it.each(['crm.csv', 'crm_2026_11_26.csv', 'crm-2026-11-26.csv', 'crm_2.csv', 'part-2.csv', 'crm_2-5.csv', 'crm_1234567_2.csv', 'crm_2026_03.csv', 'export-2026-12.csv', '_SUCCESS', ''])('%j tells none', (name) => {
		expect(usualPart(name)).toBeUndefined();
	});

	it('of one set have one name, whatever the part', () => {
		const count = 7;
		const spelled = fc.constantFrom(
			(part: number) => `crm-part-${part}-of-${count}.csv`,
			(part: number) => `crm_${part}_${count}.csv`,
			(part: number) => `${part}of${count}_crm.csv.gz`,
			(part: number) => `crm_${String(part).padStart(3, '0')}_of_${count}`,
		);
		fc.assert(
			fc.property(spelled, fc.nat(count), (spell, part) => {
				expect(usualPart(spell(part))).toEqual({ set: 'crm', part, count });
			}),
		);
	});
});

describe('a pattern of one’s own', () => {
	it.each([
		['{set}_{part}_of_{count}.csv', 'vip_03_of_10.csv', { set: 'vip', part: 3, count: 10 }],
		['{part}.{count}.{set}.*', '3.10.vip.csv.gz', { set: 'vip', part: 3, count: 10 }],
		['audience ({part}+{count}).csv', 'Audience (1+2).CSV', { part: 1, count: 2 }],
		['{set}_{part}_of_{count}.csv', 'vip_three_of_10.csv', undefined],
		['{set}_{part}_of_{count}.csv', 'vip_3_of_10.csv.tmp', undefined],
	])('%j reads %j', async (pattern, name, expected) => {
		expect((await setRules({ ...fields, pattern })).partOf(name)).toEqual(expected);
	});

	it('is quick with any name', async () => {
		const { partOf } = await setRules({ ...fields, pattern: '{set}*{part}*_*_*_{count}' });
		expect(partOf(`${'1_'.repeat(500)}x`)).toBeUndefined();
	});
});

describe('a marker', () => {
	it.each([
		['_SUCCESS', '_SUCCESS', {}],
		['_SUCCESS', '_success', {}],
		['_SUCCESS', '_SUCCESS.csv', undefined],
		['*.done', 'crm.done', { set: 'crm' }],
		['*.done', '.done', undefined],
		['ready-{set}-*.ok', 'ready-crm-20261126.ok', { set: 'crm' }],
	])('%j takes %j for %j', async (marker, name, expected) => {
		expect((await setRules({ ...fields, completeBy: 'marker', marker })).markerOf(name)).toEqual(expected);
	});
});

describe('settings that cannot work together', () => {
	it.each<[Partial<SetFields>, string | undefined]>([
		[{ pattern: '{set}_{part}.csv' }, 'must hold {part} and {count}'],
		[{ pattern: '{set}_{part}_{count}' }, undefined],
		[{ completeBy: 'quiet', pattern: '*.csv' }, 'must hold {set}'],
		[{ completeBy: 'quiet' }, undefined],
		[{ completeBy: 'marker', marker: '' }, 'Give the name of the marker file'],
		[{ completeBy: 'marker', marker: '*' }, 'Give the name of the marker file'],
		[{ completeBy: 'marker', marker: '{set}' }, 'Give the name of the marker file'],
		[{ completeBy: 'marker', marker: 'done/_SUCCESS' }, 'is the name of a file'],
		[{ completeBy: 'marker', marker: '_SUCCESS', pattern: '{set}_*.csv' }, 'must hold {set} where'],
		[{ completeBy: 'marker', marker: '*.done', pattern: '{set}_*.csv' }, undefined],
	])('%j: %s', (given, problem) => {
		const found = problemOfSets({ ...fields, ...given });
		if (problem === undefined) expect(found).toBeUndefined();
		else expect(found).toContain(problem);
	});

	it('names a place twice', async () => {
		await expect(setRules({ ...fields, pattern: '{set}_{part}_{part}_{count}' })).rejects.toThrow('cannot be');
	});
});
