import { versionOf } from '../../../shared/batch/audiences/audience';
import { checkProject } from '../../../shared/batch/client/connection';
import { audiences, customAudiences } from '../../../shared/batch/routes/audiences';
import { limited, listFields } from '../../fields/list';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { scopeFields } from './audience.fields';
import { readFamily, readIdType, readPlatform } from './readAudience';

/** Audience → Get Many: of the project, or of one app and kind of ID (batch-api-2x.md §4, batch-api-1x.md §6). */
export const getManyAudiences = item({
	text: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many audiences',
		description: 'Get the audiences of the project, or of an app',
	},
	fields: [...scopeFields, ...listFields, readOptions()],
	run(item, api) {
		if (readFamily(item) === 'project') {
			item.check(checkProject(item.connection));
			return limited(item, api.pages({ route: audiences.list }, 'audiences'));
		}
		const { list } = customAudiences[versionOf(readIdType(item))];
		return limited(item, api.pages({ route: list, platform: readPlatform(item) }, 'custom_audiences'));
	},
});
