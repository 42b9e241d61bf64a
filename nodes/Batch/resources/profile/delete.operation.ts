import type { Entry, Lane } from '../../../shared/batch/bulk/lane';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { checkCustomId } from '../../../shared/batch/contract/checks';
import type { Platform } from '../../../shared/batch/family';
import { userData } from '../../../shared/batch/routes/profiles';
import { customIdField, platformsField } from '../../fields/identity';
import { writeOptions } from '../../fields/options';
import { bulk } from '../../operation';
import type { Item } from '../../run/item';

function lane(platform: Platform): Lane<undefined> {
	return {
		name: `data delete ${platform}`,
		platform,
		limits: { groupsPerCall: appLimits.usersPerDataCall.value },
		request: (groups) => ({
			route: userData.delete,
			platform,
			repeatable: true,
			elements: groups.length,
			body: groups.map(({ identity }) => identity),
		}),
	};
}

/** Profile → Delete: removes the custom data of users from each platform, in bulk (batch-api-1x.md §5). */
export const deleteProfile = bulk<undefined>({
	text: {
		name: 'Delete (App API)',
		value: 'delete',
		action: 'Delete custom data of user in app',
		description: 'Delete the custom data of users through the app API (1.x), one call for each platform',
	},
	fields: [platformsField, customIdField, writeOptions()],
	prepare,
	answer: () => ({ deleted: true }),
});

function prepare(item: Item): Array<Entry<undefined>> {
	const customId = item.text('customId');
	item.show({ customId });
	const platforms = item.platforms();
	item.check([...checkPlatforms(platforms, item.connection), ...checkCustomId(customId)]);
	return platforms.map((platform) => ({ lane: lane(platform), identity: customId, payload: undefined }));
}
