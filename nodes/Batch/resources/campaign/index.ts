import type { Resource } from '../../operation';
import { createCampaign } from './create.operation';
import { deleteCampaign } from './delete.operation';
import { getCampaign } from './get.operation';
import { getManyCampaigns } from './getMany.operation';
import { getCampaignStatistics } from './getStatistics.operation';
import { startCampaign } from './start.operation';
import { stopCampaign } from './stop.operation';
import { updateCampaign } from './update.operation';

export const campaign: Resource = {
	text: { name: 'Campaign', value: 'campaign', description: 'Push and e-mail campaigns of a project, push campaigns of an app' },
	operations: [
		createCampaign,
		deleteCampaign,
		getCampaign,
		getManyCampaigns,
		getCampaignStatistics,
		startCampaign,
		stopCampaign,
		updateCampaign,
	],
	defaultOperation: getManyCampaigns,
};
