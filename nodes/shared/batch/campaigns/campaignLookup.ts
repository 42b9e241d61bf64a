import { createHash } from 'crypto';

import { BatchClient } from '../client/client';
import type { Connection } from '../client/connection';
import type { Transport } from '../client/exchange';
import type { CallFailure } from '../client/failure';
import type { Environment } from '../client/pace';
import { appCampaigns } from './appCampaigns';
import { isOfProject, type CampaignAnswer, type CampaignReference } from './campaign';
import { sharedCampaignCache, type CampaignCache } from './campaignCache';
import { CampaignCalls, type Send } from './campaignCalls';
import { projectCampaigns } from './projectCampaigns';

/** Milliseconds that one answer may take: whoever waits for it has rows to hand out. */
export const answerAtMost = 5_000;

/** A name is not worth more. */
const attempts = 2;

/** The app family documents no rate. */
const callsAtOnce = 4;

/** Longer texts are no tokens, and must not fill the cache. */
const tokenCharacters = 255;

export interface CampaignLookupOptions {
	readonly connection: Connection;
	readonly transport: Transport;
	readonly environment: Environment;
	/** Fires when the execution is cancelled. */
	readonly signal?: AbortSignal;
	readonly cache?: CampaignCache;
}

type Answers = Map<CampaignReference, CampaignAnswer>;

/** Looks up names and labels of campaigns, for one poll or one run. Remembers them for the next. */
export class CampaignLookup {
	private readonly calls = new CampaignCalls();
	private readonly cache: CampaignCache;
	private readonly owner: string;
	private refused: CallFailure | undefined;

	constructor(private readonly options: CampaignLookupOptions) {
		this.cache = options.cache ?? sharedCampaignCache;
		const { apiAddress, restApiKey, projectKey, appKeys } = options.connection;
		const keys = JSON.stringify([apiAddress, restApiKey, projectKey, appKeys]);
		this.owner = createHash('sha256').update(keys).digest('base64url');
	}

	/** With what Batch refused the keys, if that kept a name from being had. */
	get refusal(): CallFailure | undefined {
		return this.refused;
	}

	/**
	 * One answer for each campaign, in their order. Throws nothing for what Batch or the network does.
	 * @param milliseconds what is not answered by then fails
	 */
	async lookUp(campaigns: readonly CampaignReference[], milliseconds: number): Promise<CampaignAnswer[]> {
		const known = new Map(campaigns.map((campaign) => [campaign, this.known(campaign)]));
		const open = campaigns.filter((campaign) => known.get(campaign) === undefined);
		const asked = open.length === 0 ? undefined : await this.ask(open, milliseconds);
		return campaigns.map((campaign) => known.get(campaign) ?? (asked?.get(campaign) as CampaignAnswer));
	}

	private known(campaign: CampaignReference): CampaignAnswer | undefined {
		if (campaign.token.length > tokenCharacters) return { kind: 'unknown', reason: 'Not looked up: too long for a token' };
		return this.cache.get(this.keyOf(campaign), this.options.environment.elapsed());
	}

	private async ask(campaigns: readonly CampaignReference[], milliseconds: number): Promise<Answers> {
		const { signal: cancelled, connection, transport, environment } = this.options;
		// A time of nothing would still let the first calls go out.
		const timeIsUp = milliseconds >= 1 ? AbortSignal.timeout(Math.floor(milliseconds)) : AbortSignal.abort();
		const signal = cancelled === undefined ? timeIsUp : AbortSignal.any([timeIsUp, cancelled]);
		const client = new BatchClient({ connection, transport, environment, signal, attempts });
		const send = this.calls.through(client, signal);
		const [ofProject, ofApps] = await Promise.all([
			this.askProject(campaigns.filter(isOfProject), send),
			this.askApps(
				campaigns.filter((campaign) => !isOfProject(campaign)),
				send,
			),
		]);
		const answers = new Map([...ofProject, ...ofApps]);
		for (const answer of answers.values()) {
			if (answer.kind === 'failed' && answer.failure && this.calls.refusals.has(answer.failure)) this.refused ??= answer.failure;
		}
		return answers;
	}

	private async askProject(campaigns: readonly CampaignReference[], send: Send): Promise<Answers> {
		if (campaigns.length === 0) return new Map();
		const tokens = campaigns.map(({ token }) => token);
		const answers = await projectCampaigns(this.options.connection, send, tokens);
		for (const [token, answer] of answers) this.keep({ token, isInApp: false }, answer);
		return new Map(campaigns.map((campaign) => [campaign, answers.get(campaign.token) as CampaignAnswer]));
	}

	private async askApps(campaigns: readonly CampaignReference[], send: Send): Promise<Answers> {
		const answers: Answers = new Map();
		const ask = appCampaigns(this.options.connection, send);
		const left = campaigns.values();
		const askOneAfterTheOther = async (): Promise<void> => {
			for (const campaign of left) {
				const answer = await ask(campaign);
				answers.set(campaign, answer);
				this.keep(campaign, answer);
			}
		};
		await Promise.all(Array.from({ length: callsAtOnce }, askOneAfterTheOther));
		return answers;
	}

	private keep(campaign: CampaignReference, answer: CampaignAnswer): void {
		this.cache.set(this.keyOf(campaign), answer, this.options.environment.elapsed());
	}

	/** A text of its own: a token is a window on the text it was cut from, and would keep that in memory. */
	private keyOf(campaign: CampaignReference): string {
		return JSON.stringify([this.owner, campaign.isInApp && !isOfProject(campaign), campaign.token]);
	}
}
