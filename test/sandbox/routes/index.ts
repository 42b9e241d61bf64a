import type { Route } from '../route.ts';
import { appCampaignRoutes } from './app-campaigns.ts';
import { audienceRoutes } from './audiences.ts';
import { customAudienceRoutes } from './custom-audiences.ts';
import { customDataRoutes } from './custom-data.ts';
import { exportRoutes } from './exports.ts';
import { orchestrationRoutes } from './orchestrations.ts';
import { profileRoutes } from './profiles.ts';
import { segmentRoutes } from './segments.ts';
import { transactionalRoutes } from './transactional.ts';
import { triggerEventRoutes } from './trigger-events.ts';

/** Every route of the sandbox. */
export const routes: readonly Route[] = [
	...profileRoutes,
	...exportRoutes,
	...audienceRoutes,
	...segmentRoutes,
	...orchestrationRoutes,
	...transactionalRoutes,
	...appCampaignRoutes,
	...customDataRoutes,
	...triggerEventRoutes,
	...customAudienceRoutes,
];
