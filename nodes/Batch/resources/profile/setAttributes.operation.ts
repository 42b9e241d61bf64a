import type { IDataObject } from 'n8n-workflow';

import type { Attributes } from '../../../shared/batch/attributes/attribute';
import { describeTypes } from '../../../shared/batch/attributes/describeTypes';
import { mergeAttributes } from '../../../shared/batch/attributes/mergeAttributes';
import { writeUserData } from '../../../shared/batch/attributes/writeAppNotation';
import type { Lane } from '../../../shared/batch/bulk/sendAll';
import { appRoutes } from '../../../shared/batch/client/routes';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { checkProfileAttributes } from '../../../shared/batch/contract/checkAttributes';
import { checkCustomId } from '../../../shared/batch/contract/checkIdentity';
import { checkPlatforms } from '../../../shared/batch/contract/checkScope';
import type { Platform } from '../../../shared/batch/family';
import { violation } from '../../../shared/batch/violation';
import { attributeList, attributeSourceFields, attributeSources } from '../../fields/attributes';
import { customIdField, platformsField } from '../../fields/identity';
import { optionsField, refusedRowsOption } from '../../fields/options';
import type { BulkOperation, PreparedRow } from '../../operation';
import { readAttributes } from '../../readAttributes';
import type { Row } from '../../row';
import { payloadsOf } from '../profileLane';
import { platformEntries } from '../platformLanes';

interface UserData {
	readonly attributes: Attributes;
	/** Whether everything Batch held of the user is wiped first. */
	readonly overwrite: boolean;
}

function lane(platform: Platform): Lane<UserData> {
	return {
		key: `data ${platform}`,
		scope: platform,
		ways: [
			{
				limits: { groupsPerCall: appLimits.usersPerDataCall.value },
				request: (groups) => ({
					route: appRoutes.setUserData,
					platform,
					repeatable: true,
					body: groups.map((group) => ({ id: group.identity, update: updateOf(payloadsOf(group)) })),
				}),
			},
		],
	};
}

/** What several rows of one user come to: a row that replaces everything makes the ones before it void. */
function updateOf(rows: readonly UserData[]): IDataObject {
	const { attributes, overwrite } = rows.reduce((before, after) =>
		after.overwrite
			? after
			: { attributes: mergeAttributes(before.attributes, after.attributes), overwrite: before.overwrite },
	);
	return { overwrite, values: writeUserData(attributes) };
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
		{
			displayName: 'Attributes From',
			name: 'attributesFrom',
			type: 'options',
			noDataExpression: true,
			default: 'fields',
			options: attributeSources,
			description: 'How to fill in the attributes',
		},
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
	const { attributes, violations: unreadable, leftOut } = readAttributes(row, source, 'app');
	const overwrite = row.flag('options.overwrite');
	const violations = [
		...checkPlatforms(row.platforms(), row.connection),
		...checkCustomId(customId),
		...unreadable,
		...checkProfileAttributes('app', attributes),
	];
	if (attributes.size === 0 && !overwrite && violations.length === 0) {
		violations.push(violation('Attributes', '', 'must hold at least one attribute'));
	}
	const shown: IDataObject = {
		customId,
		...(source === 'incoming' && {
			attributeTypes: describeTypes(attributes),
			leftOut: [...(leftOut ?? [])],
		}),
	};
	if (violations.length > 0) return { kind: 'refuse', violations, shown };
	const entry = { identity: customId, payload: { attributes, overwrite }, events: 0, attributes: attributes.size };
	return { kind: 'send', entries: platformEntries(row.platforms(), lane, entry), shown };
}
