import { UpdateLane } from '../../../shared/batch/audiences/lanes';
import type { MemberChange } from '../../../shared/batch/audiences/member';
import type { Entry } from '../../../shared/batch/bulk/lane';
import { writeOptions } from '../../fields/options';
import { waitFields } from '../../fields/wait';
import { bulk } from '../../operation';
import { lookAtColumns } from '../../readAttributes';
import type { Item } from '../../run/item';
import { answerOfAudience } from './answer';
import { audienceField, manyAppsFields } from './audience.fields';
import { lanesOfRun, readWaitingOfLane } from './lanesOfRun';
import { memberAttributeFields, memberIdField, memberOptions } from './member.fields';
import { readAudiences } from './readAudience';
import { readChange, readMemberId } from './readMember';
import { settleAudience } from './settleAudience';

/** Audience → Update Members: adds and removes members, in bulk (batch-api-2x.md §4, batch-api-1x.md §6). */
export const updateAudienceMembers = bulk<MemberChange>({
	text: {
		name: 'Update Members',
		value: 'updateMembers',
		action: 'Update members of audience',
		description: 'Add members to an audience and remove members from it, one item a member, in few calls',
	},
	fields: [
		...manyAppsFields,
		audienceField,
		memberIdField,
		{
			displayName: 'Action',
			name: 'change',
			type: 'options',
			default: 'add',
			options: [
				{ name: 'Add', value: 'add' },
				{ name: 'From a Field', value: 'field', description: 'A field of each item says add or remove' },
				{ name: 'Remove', value: 'remove' },
			],
			description: 'What is done with the member. Of several items of one member the last counts.',
		},
		{
			displayName: 'Action Field',
			name: 'changeField',
			// Not required in the editor's sense: where Action is an expression n8n takes every field for shown.
			type: 'string',
			default: '',
			placeholder: 'e.g. status',
			description: 'The name of the field that says what is done with the member',
			displayOptions: { show: { change: ['field'] } },
		},
		{
			displayName: 'Words to Add',
			name: 'wordsToAdd',
			type: 'string',
			default: 'add',
			placeholder: 'e.g. add, subscribed, true',
			description: 'Values of the field that mean to add, in any case, separated by commas',
			displayOptions: { show: { change: ['field'] } },
		},
		{
			displayName: 'Words to Remove',
			name: 'wordsToRemove',
			type: 'string',
			default: 'remove',
			placeholder: 'e.g. remove, unsubscribed, false',
			description: 'Values of the field that mean to remove, in any case, separated by commas. A value that is neither is refused.',
			displayOptions: { show: { change: ['field'] } },
		},
		...memberAttributeFields,
		...waitFields({
			isOn: false,
			description: 'Whether to wait until Batch has applied the changes. Until then a campaign may not reach the new members.',
			atMost: 300,
			every: 1,
		}),
		writeOptions(memberOptions),
	],
	begin: lookAtColumns('attributesFrom'),
	prepare,
	answer: answerOfAudience,
	settled: settleAudience,
});

function prepare(item: Item): Entry<MemberChange> | Array<Entry<MemberChange>> {
	const lanes = lanesOfRun(item, lanesOf);
	const lane = lanes[0];
	const { audience } = lane;
	item.show({ audience: audience.name });
	const identity = readMemberId(item, audience);
	const payload = readChange(item, audience);
	return lanes.length === 1 ? { lane, identity, payload } : lanes.map((one) => ({ lane: one, identity, payload }));
}

function lanesOf(item: Item): UpdateLane[] {
	const waits = readWaitingOfLane(item);
	return readAudiences(item).map((audience) => new UpdateLane(audience, waits));
}
