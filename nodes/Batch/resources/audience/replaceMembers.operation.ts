import type { INodeProperties } from 'n8n-workflow';

import { checkSmallness } from '../../../shared/batch/audiences/fewest';
import { nobody, ReplaceLane } from '../../../shared/batch/audiences/lanes';
import type { MemberChange } from '../../../shared/batch/audiences/member';
import type { Entry } from '../../../shared/batch/bulk/lane';
import type { Api } from '../../../shared/batch/client/api';
import { violation } from '../../../shared/batch/violation';
import { writeOptions } from '../../fields/options';
import { waitFields } from '../../fields/wait';
import { bulk } from '../../operation';
import { lookAtColumns } from '../../readAttributes';
import { Refusal, type Item } from '../../run/item';
import { answerOfAudience } from './answer';
import { audienceField, manyAppsFields, replacingNotice } from './audience.fields';
import { lanesOfRun, readWaitingOfLane } from './lanesOfRun';
import { memberAttributeFields, memberIdField, memberOptions } from './member.fields';
import { readAudiencesNamed, readName } from './readAudience';
import { readAddition, readMemberId } from './readMember';
import { settleAudience } from './settleAudience';
import { fewestMembersOption, guardOf } from './smallness';

const guardOptions: INodeProperties[] = [
	{
		displayName: 'Allow Empty',
		name: 'allowEmpty',
		type: 'boolean',
		default: false,
		description: 'Whether an empty input empties the audience. The node before must have Always Output Data on: without an item n8n runs nothing.',
	},
	fewestMembersOption,
];

/**
 * Audience → Replace Members: the items are all members there are to be (batch-api-2x.md §4; in the app family 1.1 alone
 * has a route, batch-api-1x.md §6). Every item is checked before the first call.
 */
export const replaceAudienceMembers = bulk<MemberChange>({
	text: {
		name: 'Replace Members',
		value: 'replaceMembers',
		action: 'Replace members of audience',
		description: 'Make the items all the members an audience has: others are removed from it',
	},
	fields: [
		...manyAppsFields,
		replacingNotice({ idType: ['custom_ids', 'advertising_ids'] }),
		audienceField,
		memberIdField,
		...memberAttributeFields,
		...waitFields({
			isOn: true,
			description:
				'Whether to wait until Batch has applied all of it. After the first portion it is waited for in any case: what is added before could go with the old members.',
			atMost: 300,
			every: 1,
		}),
		writeOptions([...memberOptions, ...guardOptions]),
	],
	begin: lookAtColumns('attributesFrom'),
	before,
	prepare,
	answer: answerOfAudience,
	settled: settleAudience,
});

function prepare(item: Item): Entry<MemberChange> | Array<Entry<MemberChange>> {
	const lanes = lanesOfRun(item, lanesOf);
	const [{ audience }] = lanes;
	item.show({ audience: audience.name });
	const member = isEmptyInput(item) ? readNobody(item) : { identity: readMemberId(item, audience), payload: readAddition(item, audience) };
	return lanes.length === 1 ? { lane: lanes[0], ...member } : lanes.map((lane) => ({ lane, ...member }));
}

/** One item without a field is what n8n gives for an empty input; among others it is a row whose ID is missing. */
function isEmptyInput(item: Item): boolean {
	return item.isOnly && Object.keys(item.fields).length === 0 && item.text('memberId') === '';
}

function readNobody(item: Item): typeof nobody {
	if (item.has('options.allowEmpty') && item.flag('options.allowEmpty')) return nobody;
	return item.refuse({
		...violation(item.label('memberId'), '', 'must not be empty'),
		advice: 'The input is empty, and an empty input does not empty the audience. If it is to, turn on Allow Empty.',
	});
}

function lanesOf(item: Item): ReplaceLane[] {
	const waits = readWaitingOfLane(item);
	return readAudiencesNamed(item, readName(item), '1.1').map((audience) => new ReplaceLane(audience, waits, guardOf(item, audience)));
}

/** All audiences are looked at before one is touched. */
async function before(entries: ReadonlyArray<Entry<MemberChange>>, api: Api): Promise<void> {
	const membersOf = new Map<string, { readonly lane: ReplaceLane; readonly members: Set<string>; isEmptied: boolean }>();
	for (const { lane, identity } of entries) {
		if (!(lane instanceof ReplaceLane)) continue;
		const known = membersOf.get(lane.name) ?? { lane, members: new Set<string>(), isEmptied: false };
		membersOf.set(lane.name, known);
		if (identity === nobody.identity) known.isEmptied = true;
		else known.members.add(identity);
	}
	for (const { lane, members, isEmptied } of membersOf.values()) {
		// Allow Empty said that none at all is meant, which no share of what is there can forbid.
		if (isEmptied && members.size === 0) continue;
		const violations = await checkSmallness(api, lane.audience, lane.guard, members.size);
		if (violations.length > 0) throw new Refusal(violations);
	}
}
