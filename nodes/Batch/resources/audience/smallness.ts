import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { keyOf, type Audience } from '../../../shared/batch/audiences/audience';
import { readFewest, type SmallnessGuard } from '../../../shared/batch/audiences/fewest';
import { violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';

const usualFewest = '50%';

export const fewestMembersOption: INodeProperties = {
	displayName: 'Fewest Members',
	name: 'fewestMembers',
	type: 'string',
	default: usualFewest,
	placeholder: 'e.g. 5000 or 50%',
	description:
		'Nothing is sent when there are fewer: a number, or a share of what the audience had after it was last replaced whole, else of what it holds. With 0 any number will do.',
};

/** The total that was applied whole last is kept with the workflow, which n8n does in production alone. */
export function guardOf(item: Item, audience: Audience): SmallnessGuard {
	const text = item.has('options.fewestMembers') ? item.text('options.fewestMembers') : usualFewest;
	const reading = readFewest(text);
	if (!reading.ok || reading.value === undefined) {
		return item.refuse(violation(item.label('options.fewestMembers'), text, reading.ok ? 'must not be empty' : reading.rule));
	}
	const totals = wholeTotals(item.context.getWorkflowStaticData('node'));
	const key = keyOf(audience);
	const lastWhole = totals[key];
	return {
		fewest: reading.value,
		...(typeof lastWhole === 'number' && { lastWhole }),
		keep: (members) => {
			delete totals[key];
			totals[key] = members;
			for (const oldest of Object.keys(totals).slice(0, -keptTotals)) delete totals[oldest];
		},
	};
}

const keptTotals = 100;

function wholeTotals(data: IDataObject): IDataObject {
	data.lastWholeTotals ??= {};
	return data.lastWholeTotals as IDataObject;
}
