import type { INodeProperties } from 'n8n-workflow';

type SearchMethod = 'searchCampaigns' | 'searchInAppCampaigns' | 'searchOrchestrations';

interface CampaignLocator {
	readonly displayName?: string;
	readonly name?: string;
	readonly description: string;
	/** The method that lists them. */
	readonly search: SearchMethod;
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
		...(search === 'searchOrchestrations' ? modesOfProject(search) : modesOfApp(search)),
	};
}

function modesOfProject(searchListMethod: SearchMethod): Pick<INodeProperties, 'modes'> {
	return {
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod, searchable: true } },
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. orchestration_0b7c2c6d9c5f4c1c8e2f1a3b4c5d6e7f',
				hint: 'Begins with orchestration_. Takes the ID from a row of an export, too.',
			},
		],
	};
}

function modesOfApp(searchListMethod: SearchMethod): Pick<INodeProperties, 'modes'> {
	return {
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod, searchable: true } },
			{
				displayName: 'By Token',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 0b7c2c6d9c5f4c1c8e2f1a3b4c5d6e7f',
				hint: 'The last part of the address of the campaign in the dashboard. Takes the token from a row of an export, too.',
			},
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: 'e.g. https://dashboard.batch.com/…/apps/…/campaigns/…',
				extractValue: { type: 'regex', regex: '/campaigns/(?:[^/?#]+/)*?([A-Za-z0-9_-]{8,})(?:[/?#]|$)' },
			},
		],
	};
}
