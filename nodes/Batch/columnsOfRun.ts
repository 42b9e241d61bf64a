import type { IDataObject } from 'n8n-workflow';

import { decideTypes, type ColumnTypes } from '../shared/batch/attributes/decideTypes';
import { planColumns, type ColumnsPlan, type PlanSettings } from '../shared/batch/attributes/planColumns';
import { fieldOfExpression } from '../shared/batch/values/fieldOfExpression';
import { fileField } from '../shared/exportFile/fileMark';
import type { Row } from './row';

interface RunSettings extends Pick<PlanSettings, 'family' | 'owner' | 'namesNotAllowed'> {
	/** Fields to Leave Out. */
	readonly fields: readonly string[];
}

interface Decided {
	readonly types: ColumnTypes;
	/** The plan that was made last, and for what: the settings rarely differ from row to row. */
	key: string;
	plan?: ColumnsPlan;
}

/** By the items of a run: their columns are looked through once. */
const decidedOf = new WeakMap<readonly IDataObject[], Decided>();

/** The names and types under which the fields of the run's items travel. */
export function planOfRun(row: Row, { fields, ...settings }: RunSettings): ColumnsPlan {
	let decided = decidedOf.get(row.allItems);
	if (decided === undefined) {
		decided = { types: decideTypes(row.allItems), key: '' };
		decidedOf.set(row.allItems, decided);
	}
	const customIdField = fieldOfExpression(row.stored('customId'));
	const key = JSON.stringify([settings, fields, customIdField]);
	if (decided.plan === undefined || decided.key !== key) {
		// Where a row of a file comes from says nothing about the user.
		const leaveOut = new Set([...fields, fileField, ...(customIdField === undefined ? [] : [customIdField])]);
		decided.plan = planColumns(decided.types, { ...settings, leaveOut });
		decided.key = key;
	}
	return decided.plan;
}
