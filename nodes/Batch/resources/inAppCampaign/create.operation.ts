import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { platformsField } from '../../fields/identity';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { onPlatforms } from '../../run/platforms';
import { CampaignNames, type NamedList } from '../campaign/campaignNames';
import { stateField } from '../campaign/form.fields';
import { ifNameExistsOption } from '../campaign/options.fields';
import { identityOf, lookForIt, withAdvice } from '../campaign/written';
import { inAppCampaignFields, inAppOptionsField } from './form.fields';
import { readNewCampaign } from '../campaign/appForm';
import { inAppCampaignForm } from './readInAppCampaign';

/** In-App Campaign → Create (batch-api-1x.md §4). A draft unless Ready is chosen. */
export const createInAppCampaign = item<CampaignNames>({
	text: {
		name: 'Create',
		value: 'create',
		action: 'Create in-app campaign',
		description: 'Create a message that is shown in the app: a draft, unless you say that it is ready',
	},
	fields: [
		platformsField,
		...inAppCampaignFields(false),
		{
			...stateField,
			options: [
				{ name: 'Draft', value: 'draft', description: 'Nothing is shown until it is started' },
				{ name: 'Ready', value: 'ready', description: 'It is shown from its start on, without anybody looking at it' },
			],
		},
		{
			displayName: 'Ready shows the message to everybody who matches, from the start of the campaign on.',
			name: 'readyNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { state: ['ready'] } },
		},
		inAppOptionsField([ifNameExistsOption]),
	],
	begin: async () => await Promise.resolve(new CampaignNames()),
	run,
});

async function run(item: Item, api: Api, names: CampaignNames): Promise<IDataObject> {
	const platforms = item.platforms();
	item.check(checkPlatforms(platforms, item.connection));
	const campaign = readNewCampaign(item, inAppCampaignForm);
	const lists = platforms.map((platform): NamedList => ({
		request: { route: inAppCampaigns.list, platform, query: { from_api: true } },
		key: 'campaigns',
		identify: ({ campaign_token: token }) => token,
	}));
	const created = await names.createOnce(item, api, String(campaign.name), lists, async () =>
		await onPlatforms(platforms, async (platform) => {
			const answer = await withAdvice(api.send({ route: inAppCampaigns.create, platform, body: campaign, repeatable: false }), lookForIt);
			return identityOf(answer, 'campaign_token', 'campaignToken');
		}),
	);
	const { status, ...ofApps } = created;
	return { status, ...item.shown, ...ofApps };
}
