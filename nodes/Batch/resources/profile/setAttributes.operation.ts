import type { IDataObject } from 'n8n-workflow';

import type { Attributes } from '../../../shared/batch/attributes/attribute';
import { mergeAttributes } from '../../../shared/batch/attributes/mergeAttributes';
import { isUserList, writeUserData } from '../../../shared/batch/attributes/writeAppNotation';
import type { Lane } from '../../../shared/batch/bulk/sendAll';
import { appRoutes } from '../../../shared/batch/client/routes';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { checkCustomId } from '../../../shared/batch/contract/checkIdentity';
import { checkPlatforms } from '../../../shared/batch/contract/checkScope';
import type { Platform } from '../../../shared/batch/family';
import { violation } from '../../../shared/batch/violation';
import { attributeList, attributesFromField, attributeSourceFields } from '../../fields/attributes';
import { customIdField, platformsField } from '../../fields/identity';
import { optionsField, refusedRowsOption } from '../../fields/options';
import type { BulkOperation, PreparedRow } from '../../operation';
import { nothingToSend, readAttributes } from '../../readAttributes';
import type { Row } from '../../row';
import { platformEntries } from '../platformLanes';

/** A single value and a list of one name are two things to Batch, so they do not replace each other. */
interface UserData {
	readonly single: Attributes;
	readonly lists: Attributes;
	/** Whether everything Batch held of the user is wiped first. */
	readonly overwrite: boolean;
}

function lane(platform: Platform): Lane<UserData> {
	return {
		key: `data ${platform}`,
		scope: platform,
		merge,
		ways: [
			{
				limits: { groupsPerCall: appLimits.usersPerDataCall.value },
				request: (groups) => ({
					route: appRoutes.setUserData,
					platform,
					repeatable: true,
					body: groups.map(({ identity, merged }) => ({ id: identity, update: updateOf(merged) })),
				}),
			},
		],
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
export const setProfileAttributes: BulkOperation<UserData> = {
	shape: 'bulk',
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
		...attributeSourceFields('attributesFrom'),
		optionsField([
			{
				displayName: 'Replace All Existing Data',
				name: 'overwrite',
				type: 'boolean',
				default: false,
				description: 'Whether to delete everything else Batch holds of the user, instead of adding to it',
			},
			refusedRowsOption,
		]),
	],
	prepare,
};

function prepare(row: Row): PreparedRow<UserData> {
	const customId = row.text('customId');
	const source = row.text('attributesFrom', 'fields');
	const read = readAttributes(row, source, 'app', 'profile');
	const { attributes, leftOut } = read;
	const overwrite = row.flag('options.overwrite');
	const violations = [
		...checkPlatforms(row.platforms(), row.connection),
		...checkCustomId(customId),
		...read.violations,
	];
	const isNothing = attributes.size === 0 && !overwrite && violations.length === 0;
	if (isNothing && leftOut.length === 0) violations.push(violation('Attributes', '', 'must hold at least one attribute'));
	const shown: IDataObject = { customId, ...read.shown };
	if (violations.length > 0) return { kind: 'refuse', violations, shown };
	if (isNothing) return { kind: 'skip', reason: nothingToSend, shown };
	const entry = { identity: customId, payload: toUserData(attributes, overwrite), events: 0 };
	return { kind: 'send', entries: platformEntries(row.platforms(), lane, entry), shown };
}
