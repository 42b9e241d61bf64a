import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/** How a campaign of the app family is found in the address of the dashboard. */
const urlOfApp = '/campaigns/(?:[^/?#]+/)*?([A-Za-z0-9_-]{8,})(?:[/?#]|$)';

const byId: INodePropertyMode = {
	displayName: 'By ID',
	name: 'id',
	type: 'string',
	placeholder: 'e.g. orchestration_0b7c2c6d9c5f4c1c8e2f1a3b4c5d6e7f',
	hint: 'Begins with orchestration_. Takes the ID from a row of an export, too.',
};

const byToken: INodePropertyMode = {
	displayName: 'By Token',
	name: 'id',
	type: 'string',
	placeholder: 'e.g. 0b7c2c6d9c5f4c1c8e2f1a3b4c5d6e7f',
	hint: 'The last part of the address of the campaign in the dashboard. Takes the token from a row of an export, too.',
};

const byUrl: INodePropertyMode = {
	displayName: 'By URL',
	name: 'url',
	type: 'string',
	placeholder: 'e.g. https://dashboard.batch.com/…/apps/…/campaigns/…',
	extractValue: { type: 'regex', regex: urlOfApp },
};

interface CampaignLocator {
	readonly displayName?: string;
	readonly name?: string;
	readonly description: string;
	/** The method that lists them. */
	readonly search: 'searchCampaigns' | 'searchInAppCampaigns' | 'searchOrchestrations';
}

/** Chooses a campaign: from the list, by what Batch calls it, or in the app family by its address. */
export function campaignLocator({ displayName = 'Campaign', name = 'campaign', description, search }: CampaignLocator): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: search, searchable: true } },
			...(search === 'searchOrchestrations' ? [byId] : [byToken, byUrl]),
		],
	};
}
