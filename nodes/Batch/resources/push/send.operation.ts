import type { Entry } from '../../../shared/batch/bulk/lane';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { violation, type Violation } from '../../../shared/batch/violation';
import { interruptedSendsOption, onceFields, onceHistoryOption } from '../../fields/once';
import { retryLostAnswersOption, writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import { checkOnceKey } from '../../run/sendOnce/onceKey';
import type { Item } from '../../run/item';
import { deeplinkFields } from './deeplink.fields';
import { bodyField, groupIdField, groupingOption, messageOptions, titleField } from './message.fields';
import { answerOfPush, pushEntries } from './pushLane';
import { readMessage } from './readMessage';
import { platformsOf, readRecipients, recipientFields, recipientPlatformFields } from './recipients';

/** Push → Send: the Transactional API, one call for each platform (batch-api-1x.md §1.1). */
export const sendPush = bulk<string>({
	text: {
		name: 'Send',
		value: 'send',
		action: 'Send push',
		description: 'Send a transactional push notification to one or many people',
	},
	fields: [
		...recipientFields,
		...recipientPlatformFields,
		{ ...groupIdField, required: true },
		titleField,
		// Not required by the editor: a background push, made by Additional Fields, has none.
		bodyField,
		...deeplinkFields,
		...onceFields('push'),
		writeOptions([...messageOptions, groupingOption, interruptedSendsOption, onceHistoryOption, retryLostAnswersOption]),
	],
	prepare,
	answer: answerOfPush,
});

function prepare(item: Item): Array<Entry<string>> {
	const recipients = readRecipients(item);
	item.show({ recipients: [...recipients.ids], groupId: item.text('groupId') });
	const platforms = platformsOf(item, recipients);
	const { message, violations } = readMessage(item);
	const missing: Violation[] = [];
	if (message.group_id === undefined) missing.push(violation('Group ID', '', 'must not be empty'));
	const isBackground = message.push_type === 'background';
	if (item.text('body') === '' && !isBackground) missing.push(violation('Body', '', 'must not be empty'));
	item.check([...checkPlatforms(platforms, item.connection), ...recipients.violations, ...violations, ...missing, ...checkOnceKey(item, 'Push Key')]);
	return platforms.flatMap((platform) => pushEntries(item, recipients, { platform, message }));
}
