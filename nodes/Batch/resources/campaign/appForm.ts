import type { IDataObject } from 'n8n-workflow';

import { shortestCampaignName } from '../../../shared/batch/contract/appContract';
import { violation, type Violation } from '../../../shared/batch/violation';
import { withAdditional } from '../../fields/additional';
import type { Item } from '../../run/item';
import { checkTargeting } from './readTargeting';

/** A form of the app family: of push campaigns, or of in-app campaigns. */
export interface AppForm {
	/** What is filled in. @param state of a new campaign */
	read(item: Item, state: 'draft' | 'ready' | undefined): IDataObject;
	/** What no campaign is without, and the field that stands for it. */
	readonly content: { readonly key: string; readonly field: string };
}

/** A new campaign, complete (batch-api-1x.md §3.1, §4). */
export function readNewCampaign(item: Item, { read, content }: AppForm): IDataObject {
	const isReady = item.choice('state') === 'ready';
	const fields = read(item, isReady ? 'ready' : 'draft');
	const violations = checkName(item, fields.name ?? '');
	if (fields[content.key] === undefined) violations.push(violation(item.label(content.field), '', 'must not be empty'));
	item.check(violations);
	const campaign = withAdditional(item, { ...fields, live: isReady });
	checkTargeting(item, campaign.targeting, isReady);
	return campaign;
}

/** What changes of one: whatever is filled in (batch-api-1x.md §3.2). Whether it is live is left to Start and Stop. */
export function readChanges(item: Item, { read }: AppForm): IDataObject {
	const fields = read(item, undefined);
	if (fields.name !== undefined) item.check(checkName(item, fields.name));
	const changes = withAdditional(item, fields);
	// The campaign may be live already, and go out to whom this names.
	checkTargeting(item, changes.targeting, true);
	if ('live' in changes) item.refuse(violation(item.label('options.additionalJson'), 'live', 'is what Start and Stop change'));
	if (Object.keys(changes).length === 0) item.refuse(violation('Update', '', 'changes nothing: fill in what is to change'));
	return changes;
}

/** A name of the app family has three characters at least. */
function checkName(item: Item, name: IDataObject[string]): Violation[] {
	if (typeof name === 'string' && name.length >= shortestCampaignName) return [];
	return [violation(item.label('name'), name ?? '', `must have at least ${shortestCampaignName} characters`)];
}
