import { checkPlatforms } from '../../../shared/batch/contract/checkScope';
import { violation, type Violation } from '../../../shared/batch/violation';
import { platformsField } from '../../fields/identity';
import { optionsField, refusedRowsOption, retryLostAnswersOption } from '../../fields/options';
import type { BulkOperation, PreparedRow } from '../../operation';
import type { Row } from '../../row';
import { deeplinkFields } from './deeplink.fields';
import { bodyField, groupIdField, groupingOption, messageOptions, titleField } from './message.fields';
import { describePush, pushEntries } from './pushLane';
import { readMessage } from './readMessage';
import { readRecipients, recipientFields } from './recipients';

/** Push → Send: the Transactional API, one call for each platform (batch-api-1x.md §1.1). */
export const sendPush: BulkOperation<string> = {
	shape: 'bulk',
	text: {
		name: 'Send',
		value: 'send',
		action: 'Send push',
		description: 'Send a transactional push notification to one or many people',
	},
	fields: [
		platformsField,
		...recipientFields,
		{ ...groupIdField, required: true },
		titleField,
		// Not required by the editor: a background push, made by Additional Fields, has none.
		bodyField,
		...deeplinkFields,
		optionsField([...messageOptions, groupingOption, refusedRowsOption, retryLostAnswersOption]),
	],
	prepare,
	describeAnswer: describePush,
};

function prepare(row: Row): PreparedRow<string> {
	const platforms = row.platforms();
	const recipients = readRecipients(row);
	const { message, violations: messageViolations } = readMessage(row);
	const violations: Violation[] = [
		...checkPlatforms(platforms, row.connection),
		...recipients.violations,
		...messageViolations,
	];
	if (message.group_id === undefined) violations.push(violation('Group ID', '', 'must not be empty'));
	const isBackground = message.push_type === 'background';
	if (row.text('body') === '' && !isBackground) violations.push(violation('Body', '', 'must not be empty'));
	const shown = { recipients: [...recipients.ids], groupId: row.text('groupId') };
	if (violations.length > 0) return { kind: 'refuse', violations, shown };
	const entries = platforms.flatMap((platform) => pushEntries(row, recipients, { platform, message }));
	return { kind: 'send', entries, shown };
}
