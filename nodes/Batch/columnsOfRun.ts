import type { IExecuteFunctions } from 'n8n-workflow';

import { decideTypes, TypeSurvey, type ColumnTypes } from '../shared/batch/attributes/decideTypes';
import { planColumns, type ColumnsPlan, type PlanSettings } from '../shared/batch/attributes/planColumns';
import { fieldOfExpression } from '../shared/batch/values/fieldOfExpression';
import type { Bounded } from '../shared/bounded';
import { isRecord } from '../shared/isRecord';
import { fileField } from '../shared/rowFile/fileMark';
import type { Item, Items } from './run/item';

interface RunSettings extends Pick<PlanSettings, 'family' | 'owner' | 'namesNotAllowed'> {
	/** Fields to Leave Out. */
	readonly fields: readonly string[];
}

interface Decided {
	readonly types: ColumnTypes;
	/** The plan that was made last, and for what: the settings rarely differ from item to item. */
	key: string;
	plan?: ColumnsPlan;
}

const decidedOf = new WeakMap<IExecuteFunctions, Decided>();

/**
 * Looks at the fields of all items where they become attributes, so that one column has one type in every row.
 * @param source the name of the field that says where attributes come from
 */
export function lookAtColumns(source: string): (items: Items, bounded: Bounded) => Promise<void> {
	return async (items, bounded) => {
		const [first] = items;
		if (first === undefined || first.read(source) !== 'incoming') return;
		const survey = new TypeSurvey();
		for (const item of items) {
			survey.add(item.fields);
			await bounded.breathe();
		}
		decidedOf.set(first.context, { types: survey.result(), key: '' });
	};
}

/** The names and types under which the fields of the run's items travel. */
export function planOfRun({ context }: Item, { fields, ...settings }: RunSettings): ColumnsPlan {
	const decided = decidedOf.get(context) ?? { types: decideTypes(context.getInputData().map(({ json }) => json)), key: '' };
	decidedOf.set(context, decided);
	const named = fieldsNamed(context);
	const key = JSON.stringify([settings, fields, named]);
	if (decided.plan === undefined || decided.key !== key) {
		// Where a row of a file comes from says nothing about the user.
		const leaveOut = new Set([...fields, fileField, ...named]);
		decided.plan = planColumns(decided.types, { ...settings, leaveOut });
		decided.key = key;
	}
	return decided.plan;
}

/** Fields that say whom a row is for, or what is done with it. */
function fieldsNamed(context: IExecuteFunctions): string[] {
	const { identifyBy, customId, installation, memberId, change, changeField, audience } = context.getNode().parameters;
	const audienceName: unknown = isRecord(audience) ? (audience as Record<string, unknown>).value : undefined;
	// What is hidden keeps its value. A choice that is made row by row hides neither.
	const identity = identifyBy === 'installation' ? [installation] : String(identifyBy).startsWith('=') ? [customId, installation] : [customId];
	const fields = [...identity, memberId, change, audienceName].flatMap((parameter) => fieldOfExpression(parameter) ?? []);
	return change === 'field' && typeof changeField === 'string' ? [...fields, changeField.trim()] : fields;
}
