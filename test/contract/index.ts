import { appCampaignContract } from './app-campaigns.ts';
import { appDataContract } from './app-data.ts';
import { appExportContract } from './app-exports.ts';
import { audienceContract } from './audiences.ts';
import { campaignContract } from './campaigns.ts';
import { catalogContract } from './catalogs.ts';
import { customAudienceContract } from './custom-audiences.ts';
import { customDataContract } from './custom-data.ts';
import { exportContract } from './exports.ts';
import { inAppCampaignContract } from './in-app-campaigns.ts';
import { orchestrationContract } from './orchestrations.ts';
import { privacyContract } from './privacy.ts';
import { profileContract } from './profiles.ts';
import type { RouteContract } from './route.ts';
import { segmentContract } from './segments.ts';
import { transactionalContract } from './transactional.ts';
import { triggerEventContract } from './trigger-events.ts';

/**
 * Every route that Batch documents. Written from the reference; knows neither the nodes nor the sandbox,
 * so that each of the three can be wrong by itself and be found out.
 */
export const contract: readonly RouteContract[] = [
	...profileContract,
	...exportContract,
	...audienceContract,
	...segmentContract,
	...campaignContract,
	...orchestrationContract,
	...catalogContract,
	...transactionalContract,
	...appCampaignContract,
	...inAppCampaignContract,
	...customDataContract,
	...triggerEventContract,
	...customAudienceContract,
	...appExportContract,
	...appDataContract,
	...privacyContract,
];
