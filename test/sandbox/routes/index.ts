import type { Route } from '../route.ts';
import { appCampaignRoutes } from './app-campaigns.ts';
import { appDataRoutes } from './app-data.ts';
import { appExportRoutes } from './app-exports.ts';
import { audienceRoutes } from './audiences.ts';
import { catalogRoutes } from './catalogs.ts';
import { customAudienceRoutes } from './custom-audiences.ts';
import { customDataRoutes } from './custom-data.ts';
import { exportRoutes } from './exports.ts';
import { inAppCampaignRoutes } from './in-app-campaigns.ts';
import { orchestrationRoutes } from './orchestrations.ts';
import { privacyRoutes } from './privacy.ts';
import { profileRoutes } from './profiles.ts';
import { projectCampaignRoutes } from './project-campaigns.ts';
import { segmentRoutes } from './segments.ts';
import { transactionalRoutes } from './transactional.ts';
import { triggerEventRoutes } from './trigger-events.ts';

/** Every route of the sandbox. */
export const routes: readonly Route[] = [
	...profileRoutes,
	...exportRoutes,
	...audienceRoutes,
	...segmentRoutes,
	...projectCampaignRoutes,
	...orchestrationRoutes,
	...catalogRoutes,
	...transactionalRoutes,
	...appCampaignRoutes,
	...inAppCampaignRoutes,
	...customDataRoutes,
	...triggerEventRoutes,
	...customAudienceRoutes,
	...appExportRoutes,
	...appDataRoutes,
	...privacyRoutes,
];
