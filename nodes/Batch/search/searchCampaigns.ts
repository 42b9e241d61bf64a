import { NodeOperationError, type ILoadOptionsFunctions, type INodeListSearchResult } from 'n8n-workflow';

import { BatchClient } from '../../shared/batch/client/client';
import { readConnection } from '../../shared/batch/client/connection';
import { realEnvironment } from '../../shared/batch/client/environment';
import { failureToError } from '../../shared/batch/client/failureToError';
import { n8nTransport } from '../../shared/batch/client/n8nTransport';
import { appLimits } from '../../shared/batch/contract/appContract';
import { isPlatform, platformNames } from '../../shared/batch/family';
import { appCampaigns } from '../../shared/batch/routes/campaigns';

interface CampaignRow {
	readonly campaign_token?: string;
	readonly name?: string;
	readonly live?: boolean;
}

/** A page holds 100 campaigns; with a search text more pages are read, up to this many at a time. */
const pagesAtOnce = 5;

/** Lists the campaigns of an app, drafts included, for the Template field (batch-api-1x.md §3.4). */
export async function searchCampaigns(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const chosen = this.getCurrentNodeParameter('platform');
	const platform = isPlatform(chosen) ? chosen : 'ios';
	const connection = readConnection(await this.getCredentials('batchApi'));
	if (connection.appKeys[platform] === '') {
		throw new NodeOperationError(this.getNode(), `The Batch credential holds no ${platformNames[platform]} App Key`, {
			description: 'Add the Live key of the app to the credential, or choose another platform.',
		});
	}
	const client = new BatchClient({ connection, transport: n8nTransport(this), environment: realEnvironment });
	const wanted = filter?.toLowerCase() ?? '';
	const limit = appLimits.listPage.value;
	let from = Number(paginationToken ?? 0);
	for (let page = 0; page < pagesAtOnce; page++) {
		const result = await client.send({ route: appCampaigns.list, platform, query: { from, limit }, repeatable: true });
		if (!result.ok) throw failureToError(this.getNode(), result.failure);
		const campaigns = Array.isArray(result.body) ? (result.body as CampaignRow[]) : [];
		from += campaigns.length;
		// No total and no next link come with a page: one that is not full is the last (batch-api-1x.md §10.6).
		const isLast = campaigns.length < limit;
		const found = campaigns.filter((campaign) => matches(campaign, wanted));
		if (found.length > 0 || isLast) {
			return { results: found.map(toResult), ...(isLast ? {} : { paginationToken: String(from) }) };
		}
	}
	return { results: [], paginationToken: String(from) };
}

function matches({ campaign_token: token = '', name = '' }: CampaignRow, wanted: string): boolean {
	return token !== '' && `${name} ${token}`.toLowerCase().includes(wanted);
}

function toResult({ campaign_token: token = '', name, live }: CampaignRow) {
	return { name: `${name ?? token}${live === false ? ' (draft)' : ''}`, value: token };
}
