import { updateDisplayOptions } from 'n8n-workflow';

import { checkPlatforms, checkProject } from '../../../shared/batch/client/connection';
import { appCampaigns, orchestrations } from '../../../shared/batch/routes/campaigns';
import { platformField } from '../../fields/identity';
import { limited, listFields } from '../../fields/list';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { filtered, filterFields, readAppQuery } from './filters';
import { campaignApiField } from './form.fields';

/** Campaign → Get Many: campaigns and automations (batch-api-2x.md §6.4, batch-api-1x.md §3.4). */
export const getManyCampaigns = item({
	text: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many campaigns',
		description: 'Get campaigns and automations, those of the dashboard included',
	},
	fields: [
		campaignApiField,
		...updateDisplayOptions({ show: { api: ['app'] } }, [platformField]),
		...listFields,
		...filterFields,
		readOptions(),
	],
	run(item, api) {
		if (item.choice('api') !== 'app') {
			item.check(checkProject(item.connection));
			return limited(item, filtered(item, api.pages({ route: orchestrations.list }, 'orchestrations'), true));
		}
		const platform = item.platform();
		item.check(checkPlatforms([platform], item.connection));
		return limited(item, filtered(item, api.pages({ route: appCampaigns.list, platform, query: readAppQuery(item) }, 'campaigns'), false));
	},
});
