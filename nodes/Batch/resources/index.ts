import type { Resource } from '../operation';
import { appData } from './appData';
import { audience } from './audience';
import { campaign } from './campaign';
import { catalog } from './catalog';
import { event } from './event';
import { exportResource } from './export';
import { exportFile } from './exportFile';
import { inAppCampaign } from './inAppCampaign';
import { privacyRequest } from './privacyRequest';
import { profile } from './profile';
import { push } from './push';
import { rawRequest } from './rawRequest';
import { segment } from './segment';

/** Everything the node can do: what the editor shows and what runs both come from here. */
export const resources: readonly Resource[] = [
	appData,
	audience,
	campaign,
	catalog,
	event,
	exportResource,
	exportFile,
	inAppCampaign,
	privacyRequest,
	profile,
	push,
	rawRequest,
	segment,
];
