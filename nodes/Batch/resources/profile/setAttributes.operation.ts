import type { IDataObject } from 'n8n-workflow';

import type { Attributes } from '../../../shared/batch/attributes/attribute';
import { mergeAttributes } from '../../../shared/batch/attributes/mergeAttributes';
import { isUserList, writeUserData } from '../../../shared/batch/attributes/writeAppNotation';
import type { Entry, Lane } from '../../../shared/batch/bulk/lane';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { checkCustomId } from '../../../shared/batch/contract/checks';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import type { Platform } from '../../../shared/batch/family';
import { userData } from '../../../shared/batch/routes/profiles';
import { lookAtColumns, nothingToSend, readAttributes, refuseWithoutAttributes } from '../../readAttributes';
import { attributeList, attributesFromField, attributeSourceFields } from '../../fields/attributes';
import { customIdField, platformsField } from '../../fields/identity';
import { writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import type { Item } from '../../run/item';

/** A single value and a list of one name are two things to Batch, so they do not replace each other. */
interface UserData {
	readonly single: Attributes;
	readonly lists: Attributes;
	/** Whether everything Batch held of the user is wiped first. */
	readonly overwrite: boolean;
}

function lane(platform: Platform): Lane<UserData> {
	return {
		name: `data ${platform}`,
		platform,
		merge,
		limits: { groupsPerCall: appLimits.usersPerDataCall.value },
		request: (groups) => ({
			route: userData.set,
			platform,
			repeatable: true,
			elements: groups.length,
			body: groups.map(({ identity, merged }) => ({ id: identity, update: updateOf(merged) })),
		}),
	};
}

/** A row that replaces everything makes the ones before it void. */
function merge(earlier: UserData, later: UserData): UserData | undefined {
	if (later.overwrite) return later;
	const single = mergeAttributes(earlier.single, later.single);
	const lists = mergeAttributes(earlier.lists, later.lists);
	return single && lists && { single, lists, overwrite: earlier.overwrite };
}

function updateOf({ single, lists, overwrite }: UserData): IDataObject {
	return { overwrite, values: { ...writeUserData(single), ...writeUserData(lists) } };
}

function toUserData(attributes: Attributes, overwrite: boolean): UserData {
	const single = new Map([...attributes].filter(([, attribute]) => !isUserList(attribute)));
	const lists = new Map([...attributes].filter(([, attribute]) => isUserList(attribute)));
	return { single, lists, overwrite };
}

/** Profile → Set Attributes: the Custom Data API of each platform, in bulk (batch-api-1x.md §5). */
export const setProfileAttributes = bulk<UserData>({
	text: {
		name: 'Set Attributes (App API)',
		value: 'setAttributes',
		action: 'Set attributes of user in app',
		description: 'Set custom data of users through the app API (1.x), one call for each platform',
	},
	fields: [
		platformsField,
		customIdField,
		attributesFromField,
		{
			...attributeList({ owner: 'profile', text: appLimits.textCharacters, url: appLimits.urlCharacters }),
			displayOptions: { show: { attributesFrom: ['fields'] } },
		},
		...attributeSourceFields('attributesFrom', 'profile', 'app'),
		writeOptions([
			{
				displayName: 'Replace All Existing Data',
				name: 'overwrite',
				type: 'boolean',
				default: false,
				description: 'Whether to delete everything else Batch holds of the user, instead of adding to it',
			},
		]),
	],
	begin: lookAtColumns('attributesFrom'),
	prepare,
});

function prepare(item: Item): Array<Entry<UserData>> {
	const customId = item.text('customId');
	item.show({ customId });
	const source = item.choice('attributesFrom');
	const { attributes, violations, leftOut, shown } = readAttributes(item, source, 'app', 'profile');
	item.show(shown);
	const overwrite = item.flag('options.overwrite');
	const platforms = item.platforms();
	item.check([
		...checkPlatforms(platforms, item.connection),
		...checkCustomId(customId),
		...violations,
	]);
	if (attributes.size === 0 && !overwrite && leftOut.length > 0) item.skip(nothingToSend);
	if (attributes.size === 0 && !overwrite) refuseWithoutAttributes(item, source);
	const payload = toUserData(attributes, overwrite);
	return platforms.map((platform) => ({ lane: lane(platform), identity: customId, payload }));
}
