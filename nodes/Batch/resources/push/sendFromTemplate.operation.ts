import type { Entry } from '../../../shared/batch/bulk/lane';
import { checkPlatforms, partnerAddressOf } from '../../../shared/batch/client/connection';
import { violation, type Violation } from '../../../shared/batch/violation';
import { campaignLocator } from '../../fields/campaign';
import { platformField } from '../../fields/identity';
import { interruptedSendsOption, onceFields, onceHistoryOption } from '../../fields/once';
import { retryLostAnswersOption, writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import { checkOnceKey } from '../../run/sendOnce/onceKey';
import type { Item } from '../../run/item';
import { deeplinkFields } from './deeplink.fields';
import { bodyField, groupIdField, groupingOption, messageOptions, titleField } from './message.fields';
import { answerOfPush, pushEntries } from './pushLane';
import { checkToken } from '../campaign/written';
import { readMessage } from './readMessage';
import { readRecipients, recipientFields } from './recipients';

const templateField = campaignLocator({
	displayName: 'Template',
	name: 'template',
	description: 'A campaign saved in the Batch dashboard: its content is what is sent',
	search: 'searchCampaigns',
});

/** Push → Send From Template: the partner endpoint, where a saved campaign is the message. */
export const sendPushFromTemplate = bulk<string>({
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
		{ ...titleField, description: 'The line above the text, in place of the template’s. Only together with Body.' },
		bodyField,
		...deeplinkFields,
		...onceFields('push'),
		writeOptions([...messageOptions, groupingOption, interruptedSendsOption, onceHistoryOption, retryLostAnswersOption]),
	],
	prepare,
	answer: answerOfPush,
});

function prepare(item: Item): Array<Entry<string>> {
	const template = item.locator('template');
	const recipients = readRecipients(item);
	item.show({ recipients: [...recipients.ids], template });
	const platform = item.platform();
	const { message, violations } = readMessage(item);
	const address = partnerAddressOf(item.connection, platform);
	const missing: Violation[] = checkToken(item.label('template'), template);
	// A message has a text (batch-api-1x.md §1.1); whether the template's would be taken for it is not known.
	if (item.text('title') !== '' && item.text('body') === '') {
		missing.push(violation('Body', '', 'must not be empty where a title is given: write both, or leave both to the template'));
	}
	if (address === undefined) {
		missing.push({
			...violation('Partner Transactional URL', '', 'is missing in the Batch credential (Advanced Settings); Batch gives it to you'),
			advice: 'Add the address that Batch gave you to the Batch credential.',
		});
	}
	item.check([...checkPlatforms([platform], item.connection), ...recipients.violations, ...violations, ...missing, ...checkOnceKey(item, 'Push Key')]);
	return pushEntries(item, recipients, { platform, address, message: { template_id: template, ...message } });
}
