import type { IDataObject } from 'n8n-workflow';

import { isHollow, isStated, names } from '../../../shared/batch/campaigns/write/targeting';
import { violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';

/** Reads whom a campaign reaches, without what stands under Additional Fields. Empty: nothing is said here. */
export function readTargeting(item: Item): IDataObject {
	if (item.choice('targeting') !== 'matching') return {};
	const query = item.jsonObject('criteria.query');
	const targeting: IDataObject = {
		...listOf(item, 'languages'),
		...listOf(item, 'regions'),
		...segmentsOf(item),
		...(query !== undefined && !isHollow(query) && { query }),
	};
	checkConditions(item, targeting);
	return isStated(targeting) ? { targeting } : {};
}

/**
 * Refuses a targeting that was chosen and says nothing, and one that does not name the chosen audience when the
 * campaign is to be sent.
 * @param targeting of the whole body, with Additional Fields
 */
export function checkTargeting(item: Item, targeting: unknown, isSent: boolean): void {
	const choice = item.choice('targeting');
	const audience = choice === 'matching' ? item.text('criteria.audience') : '';
	if (audience !== '' && !names(targeting, audience)) {
		item.show({ audience, audienceNamed: false });
		if (isSent) {
			const rule = 'is not named by the campaign, which would reach others; put it under Additional Fields (JSON), into "targeting", or leave the campaign a draft';
			item.refuse({ ...violation(item.label('criteria.audience'), audience, rule), advice: 'Leave the campaign a draft and choose the audience in the dashboard.' });
		}
		return;
	}
	// Additional Fields may hold one that says nothing, too: a campaign that is live already would go to everybody.
	if (choice !== 'everybody' && (choice === 'matching' || targeting !== undefined) && !isStated(targeting)) {
		item.refuse({
			...violation(item.label('targeting'), '', 'says nothing of whom to reach, which Batch takes for everybody'),
			advice: 'Fill in a field below Match, or choose Everybody.',
		});
	}
}

/** What the row shows of it, in the words of the field: Additional Fields may have said more than that. */
export function targetingOf({ targeting }: IDataObject): 'everybody' | 'matching' {
	return isStated(targeting) ? 'matching' : 'everybody';
}

/** A condition that was added and comes out empty, by an expression that leads nowhere, would let everybody through. */
function checkConditions(item: Item, read: IDataObject): void {
	const added = ['audience', 'languages', 'query', 'regions', 'segments'].filter((name) => item.has(`criteria.${name}`));
	const empty = added.filter((name) => (name === 'audience' ? item.text('criteria.audience') === '' : read[name] === undefined));
	item.check(
		empty.map((name) => ({
			...violation(item.label(`criteria.${name}`), '', 'is empty, so the campaign would reach more people'),
			advice: 'Fill in the condition or take it out.',
		})),
	);
}

function listOf(item: Item, name: string): IDataObject {
	const list = item.list(`criteria.${name}`);
	return list.length > 0 ? { [name]: list } : {};
}

function segmentsOf(item: Item): IDataObject {
	if (!item.has('criteria.segments')) return {};
	const segments = item.choices('criteria.segments');
	return segments.length > 0 ? { segments } : {};
}
