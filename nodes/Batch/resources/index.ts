import type { Resource } from '../operation';
import { audience } from './audience';
import { campaign } from './campaign';
import { event } from './event';
import { exportFile } from './exportFile';
import { exportResource } from './export';
import { inAppCampaign } from './inAppCampaign';
import { profile } from './profile';
import { push } from './push';
import { rawRequest } from './rawRequest';
import { segment } from './segment';

/** Everything the node can do: what the editor shows and what runs both come from here. */
export const resources: readonly Resource[] = [
	audience,
	campaign,
	event,
	exportFile,
	exportResource,
	inAppCampaign,
	profile,
	push,
	rawRequest,
	segment,
];
