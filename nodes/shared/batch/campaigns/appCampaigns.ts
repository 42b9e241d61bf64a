import { platformNames, platforms, type Platform } from '../family';
import type { Connection } from '../client/connection';
import type { CallFailure } from '../client/failure';
import { appCampaigns as campaignRoutes, inAppCampaigns } from '../routes/campaigns';
import { failed, readCampaign, type CampaignAnswer, type CampaignReference } from './campaign';
import type { Send } from './campaignCalls';

/**
 * Looks campaigns up in the app family, one call a campaign. A token does not say which app it belongs to, so
 * the apps of the credential are asked in turn, first the one that knew the last: a file is of one app.
 */
export function appCampaigns({ appKeys }: Connection, send: Send): (campaign: CampaignReference) => Promise<CampaignAnswer> {
	const apps = platforms.filter((platform) => appKeys[platform] !== '');
	const names = apps.map((platform) => platformNames[platform]).join(', ');
	let inTurn: readonly Platform[] = apps;

	return async ({ token, isInApp }) => {
		if (apps.length === 0) return { kind: 'failed', reason: 'Not looked up: the Batch credential holds no App Key' };
		const route = isInApp ? inAppCampaigns.get : campaignRoutes.get;
		let failure: CallFailure | undefined;
		for (const platform of inTurn) {
			const result = await send(platform, { route, platform, parameters: { token }, repeatable: true }, [404]);
			const campaign = result.ok ? readCampaign(result.body) : undefined;
			if (campaign !== undefined) {
				inTurn = [platform, ...apps.filter((app) => app !== platform)];
				return campaign;
			}
			if (!result.ok && result.failure.statusCode !== 404) failure ??= result.failure;
		}
		if (failure !== undefined) return failed(failure);
		const kind = isInApp ? 'in-app campaign' : 'campaign';
		return { kind: 'unknown', reason: `Batch knows no ${kind} with this token in the apps of the credential (${names})` };
	};
}
