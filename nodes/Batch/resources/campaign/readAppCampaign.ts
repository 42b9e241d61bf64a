import type { IDataObject } from 'n8n-workflow';

import { appTimeOf } from '../../../shared/batch/campaigns/write/schedule';
import { shortestCampaignName } from '../../../shared/batch/contract/appContract';
import { violation, type Violation } from '../../../shared/batch/violation';
import { withAdditional } from '../../fields/additional';
import type { Item } from '../../run/item';
import { readMessageOptions } from '../push/readMessage';
import { readDeeplink } from '../push/readDeeplink';
import { readAppMessages } from './readMessages';
import { showCampaign } from './readProjectCampaign';
import { readSchedule, refusePast } from './readSchedule';
import { checkTargeting, readTargeting } from './readTargeting';

/** Reads the form of a new push campaign of the app family (batch-api-1x.md §3.1). */
export function readNewAppCampaign(item: Item): IDataObject {
	const isReady = item.choice('state') === 'ready';
	const fields = readFields(item, isReady ? 'ready' : 'draft');
	const violations = checkName(item, fields.name ?? '');
	if (fields.messages === undefined) violations.push(violation(item.label('body'), '', 'must not be empty'));
	item.check(violations);
	const campaign = withAdditional(item, { ...fields, live: isReady });
	checkTargeting(item, campaign.targeting, isReady);
	return campaign;
}

/** Reads what changes of one: whatever is filled in (batch-api-1x.md §3.2). Whether it is live is left to Start and Stop. */
export function readAppChanges(item: Item): IDataObject {
	const fields = readFields(item, undefined);
	if (fields.name !== undefined) item.check(checkName(item, fields.name));
	const changes = withAdditional(item, fields);
	// The campaign may be live already, and go out to whom this names.
	checkTargeting(item, changes.targeting, true);
	if ('live' in changes) item.refuse(violation(item.label('options.additionalJson'), 'live', 'is what Start and Stop change'));
	if (Object.keys(changes).length === 0) item.refuse(violation('Update', '', 'changes nothing: fill in what is to change'));
	return changes;
}

function readFields(item: Item, state: 'draft' | 'ready' | undefined): IDataObject {
	const name = item.text('name');
	const schedule = readSchedule(item);
	showCampaign(item, name, state, schedule);
	refusePast(item, schedule);
	const messages = readAppMessages(item);
	const { deeplink, violations } = readDeeplink(item);
	const options = readMessageOptions(item, violations);
	item.check(violations);
	return {
		...(name !== '' && { name }),
		...(schedule !== undefined && appTimeOf(schedule, 'push_time')),
		...(messages.length > 0 && { messages }),
		...(deeplink !== undefined && { deeplink }),
		...readTargeting(item),
		...options,
	};
}

/** A name of the app family has three characters at least. */
export function checkName(item: Item, name: IDataObject[string]): Violation[] {
	if (typeof name === 'string' && name.length >= shortestCampaignName) return [];
	return [violation(item.label('name'), name ?? '', `must have at least ${shortestCampaignName} characters`)];
}
