import type { INodeProperties } from 'n8n-workflow';

import { partnerAddressOf } from '../../../shared/batch/client/connection';
import { checkPlatforms } from '../../../shared/batch/contract/checkScope';
import { isPlatform } from '../../../shared/batch/family';
import { violation, type Violation } from '../../../shared/batch/violation';
import { platformField } from '../../fields/identity';
import { optionsField, refusedRowsOption, retryLostAnswersOption } from '../../fields/options';
import type { BulkOperation, PreparedRow } from '../../operation';
import { toText, type Row } from '../../row';
import { deeplinkFields } from './deeplink.fields';
import { bodyField, groupIdField, groupingOption, messageOptions, titleField } from './message.fields';
import { describePush, pushEntries } from './pushLane';
import { readMessage } from './readMessage';
import { readRecipients, recipientFields } from './recipients';

const templateField: INodeProperties = {
	displayName: 'Template',
	name: 'template',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'A campaign saved in the Batch dashboard: its content is what is sent',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchCampaigns', searchable: true },
		},
		{
			displayName: 'By Token',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 0b7c2c6d9c5f4c1c8e2f1a3b4c5d6e7f',
			hint: 'The last part of the address of the campaign in the dashboard',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://dashboard.batch.com/…/apps/…/campaigns/…',
			extractValue: { type: 'regex', regex: '/campaigns/(?:[^/?#]+/)*?([A-Za-z0-9_-]{8,})(?:[/?#]|$)' },
		},
	],
};

/** Push → Send From Template: the partner endpoint, where a saved campaign is the message. */
export const sendPushFromTemplate: BulkOperation<string> = {
	shape: 'bulk',
	text: {
		name: 'Send From Template',
		value: 'sendFromTemplate',
		action: 'Send push from template',
		description: 'Send a campaign written in the Batch dashboard to one or many people',
	},
	fields: [
		{
			displayName:
				'Batch must switch on the Partners Transactional API for you and give you its address, which goes into the credential. Fields below that you fill in override the template; the others keep what it says.',
			name: 'partnerNotice',
			type: 'notice',
			default: '',
		},
		platformField,
		templateField,
		...recipientFields,
		groupIdField,
		titleField,
		bodyField,
		...deeplinkFields,
		optionsField([...messageOptions, groupingOption, refusedRowsOption, retryLostAnswersOption]),
	],
	prepare,
	describeAnswer: describePush,
};

function prepare(row: Row): PreparedRow<string> {
	const chosen = row.text('platform');
	const platform = isPlatform(chosen) ? chosen : 'ios';
	const template = toText(row.read('template', '', { extractValue: true }));
	const recipients = readRecipients(row);
	const { message, violations: messageViolations } = readMessage(row);
	const address = partnerAddressOf(row.connection, platform);
	const violations: Violation[] = [...checkPlatforms([platform], row.connection), ...recipients.violations, ...messageViolations];
	if (template === '') violations.push(violation('Template', '', 'must be chosen'));
	if (address === undefined) {
		violations.push(
			violation('Partner Transactional URL', '', 'is missing in the Batch credential (Advanced Settings); Batch gives it to you'),
		);
	}
	const shown = { recipients: [...recipients.ids], template };
	if (violations.length > 0) return { kind: 'refuse', violations, shown };
	const call = { platform, address, message: { template_id: template, ...message } };
	return { kind: 'send', entries: pushEntries(row, recipients, call), shown };
}
