import type { Resource } from '../../operation';
import { createInAppCampaign } from './create.operation';
import { deleteInAppCampaign } from './delete.operation';
import { getInAppCampaign } from './get.operation';
import { getManyInAppCampaigns } from './getMany.operation';
import { startInAppCampaign } from './start.operation';
import { stopInAppCampaign } from './stop.operation';
import { updateInAppCampaign } from './update.operation';

export const inAppCampaign: Resource = {
	text: { name: 'In-App Campaign', value: 'inAppCampaign', description: 'Messages that are shown in an app' },
	operations: [
		createInAppCampaign,
		deleteInAppCampaign,
		getInAppCampaign,
		getManyInAppCampaigns,
		startInAppCampaign,
		stopInAppCampaign,
		updateInAppCampaign,
	],
	defaultOperation: getManyInAppCampaigns,
};
