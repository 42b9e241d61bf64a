import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { testBatchApi } from '../shared/batch/client/testBatchApi';
import { storageCredentialTests } from '../shared/storage/testStorage';
import { searchAudiences } from './search/searchAudiences';
import { searchCampaigns, searchInAppCampaigns, searchOrchestrations } from './search/searchCampaigns';
import { searchExports, searchSegments } from './search/searchExports';
import { searchAppTables } from './search/searchAppTables';
import { searchCatalogs } from './search/searchCatalogs';
import { storageCredentialsOf } from './description/credentials';
import { propertiesOf, subtitleOf } from './description/properties';
import { resources } from './resources';
import { route } from './run/router';

export class Batch implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Batch',
		name: 'batch',
		icon: { light: 'file:../../icons/batch.svg', dark: 'file:../../icons/batch.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: subtitleOf(resources),
		description: 'Update profiles, track events and send push notifications with Batch',
		defaults: { name: 'Batch' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'batchApi',
				required: true,
				testedBy: 'testBatchApi',
				// Preview Only stands here and not on the hidden field: while n8n settles which fields show, it does not look into collections.
				displayOptions: { show: { usesBatchApi: [true] }, hide: { 'options.previewOnly': [true] } },
			},
		],
		properties: propertiesOf(resources),
	};

	/** Storages' credentials come here: n8n's linter takes a list in the description that is not all literals for none. */
	constructor() {
		this.description.credentials?.push(...storageCredentialsOf(resources));
	}

	methods = {
		credentialTest: { testBatchApi, ...storageCredentialTests },
		listSearch: { searchAppTables, searchAudiences, searchCampaigns, searchCatalogs, searchExports, searchInAppCampaigns, searchOrchestrations, searchSegments },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await route(this);
	}
}
