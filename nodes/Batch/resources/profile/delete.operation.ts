import type { Lane } from '../../../shared/batch/bulk/sendAll';
import { appRoutes } from '../../../shared/batch/client/routes';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { checkCustomId } from '../../../shared/batch/contract/checkIdentity';
import { checkPlatforms } from '../../../shared/batch/contract/checkScope';
import type { Platform } from '../../../shared/batch/family';
import { customIdField, platformsField } from '../../fields/identity';
import { optionsField, refusedRowsOption } from '../../fields/options';
import type { BulkOperation, PreparedRow } from '../../operation';
import type { Row } from '../../row';
import { platformEntries } from '../platformLanes';

function lane(platform: Platform): Lane<undefined> {
	return {
		key: `data delete ${platform}`,
		scope: platform,
		ways: [
			{
				limits: { groupsPerCall: appLimits.usersPerDataCall.value },
				request: (groups) => ({
					route: appRoutes.deleteUserData,
					platform,
					repeatable: true,
					body: groups.map(({ identity }) => identity),
				}),
			},
		],
	};
}

/** Profile → Delete: removes the custom data of users from each platform, in bulk (batch-api-1x.md §5). */
export const deleteProfile: BulkOperation<undefined> = {
	shape: 'bulk',
	text: {
		name: 'Delete (App API)',
		value: 'delete',
		action: 'Delete custom data of user in app',
		description: 'Delete the custom data of users through the app API (1.x), one call for each platform',
	},
	fields: [platformsField, customIdField, optionsField([refusedRowsOption])],
	prepare,
	describeAnswer: () => ({ deleted: true }),
};

function prepare(row: Row): PreparedRow<undefined> {
	const customId = row.text('customId');
	const violations = [...checkPlatforms(row.platforms(), row.connection), ...checkCustomId(customId)];
	if (violations.length > 0) return { kind: 'refuse', violations, shown: { customId } };
	const entry = { identity: customId, payload: undefined, events: 0 };
	return { kind: 'send', entries: platformEntries(row.platforms(), lane, entry), shown: { customId } };
}
