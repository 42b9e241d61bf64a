import { checkPlatforms } from '../../../shared/batch/client/connection';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { platformField } from '../../fields/identity';
import { limited, listFields } from '../../fields/list';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { appFilters, filtered, readAppQuery } from '../campaign/filters';

/** In-App Campaign → Get Many (batch-api-1x.md §4). */
export const getManyInAppCampaigns = item({
	text: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many in-app campaigns',
		description: 'Get the campaigns of an app, those of the dashboard included',
	},
	fields: [platformField, ...listFields, appFilters, readOptions()],
	run(item, api) {
		const platform = item.platform();
		item.check(checkPlatforms([platform], item.connection));
		return limited(item, filtered(item, api.pages({ route: inAppCampaigns.list, platform, query: readAppQuery(item) }, 'campaigns'), false));
	},
});
