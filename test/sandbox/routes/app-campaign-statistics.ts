import { parsePlainUtc } from '../rules/values.ts';
import type { AppCampaign } from '../seeds.ts';

/**
 * batch-api-1x.md §3.6, §14: nothing before a campaign was sent; versions on A/B tests only; dates of old
 * answers may be whole date-times, and `sent_optins` may be missing there. Every sixth sample is A/B
 * tested, every fifth has date-times, every seventh no `sent_optins`.
 */
export function campaignStatistics(campaign: AppCampaign, now: number): object {
	const time = parsePlainUtc(campaign.push_time ?? campaign.local_push_time);
	const sent = campaign.live && time <= now;
	return { campaign_token: campaign.campaign_token, detail: sent ? [dayOf(campaign, time)] : [] };
}

function dayOf(campaign: AppCampaign, time: number): object {
	const number = Number(/^sandbox-[a-z]+-(\d+)$/.exec(campaign.campaign_token)?.[1] ?? 1);
	const optins = number % 7 !== 0;
	const date = new Date(time).toISOString();
	return {
		date: number % 5 === 0 ? date.slice(0, 19) : date.slice(0, 10),
		...counters(1_000, optins),
		errors: 3,
		...(number % 6 === 0
			? { versions: { a: counters(500, optins), b: counters(500, optins) } }
			: {}),
	};
}

function counters(sent: number, optins: boolean): Record<string, number> {
	return {
		sent,
		...(optins ? { sent_optins: sent * 0.9 } : {}),
		direct_open: sent * 0.04,
		influenced_open: sent * 0.01,
		reengaged: sent * 0.005,
	};
}
