import type { IDataObject } from 'n8n-workflow';

import { appTimeOf } from '../../../shared/batch/campaigns/write/schedule';
import type { Item } from '../../run/item';
import { readMessageOptions } from '../push/readMessage';
import { readDeeplink } from '../push/readDeeplink';
import type { AppForm } from './appForm';
import { readAppMessages } from './readMessages';
import { showCampaign } from './readProjectCampaign';
import { readSchedule, refusePast } from './readSchedule';
import { readTargeting } from './readTargeting';

/** The form of push campaigns. */
export const appCampaignForm: AppForm = { read: readFields, content: { key: 'messages', field: 'body' } };

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
