import type { CampaignAnswer } from './campaign';

const minute = 60_000;

/** Campaigns are renamed now and then, and a token unknown today may be one that Batch did not have yet. */
const lifetimes = { found: 60 * minute, unknown: 10 * minute } as const;

const entriesAtMost = 5_000;

interface Entry {
	readonly answer: CampaignAnswer;
	/** Milliseconds since 1970. */
	readonly until: number;
}

/** What was looked up lately. Bounded in number and age; a failure is not kept. */
export class CampaignCache {
	private readonly entries = new Map<string, Entry>();

	constructor(private readonly size = entriesAtMost) {}

	get(key: string, now: number): CampaignAnswer | undefined {
		const entry = this.entries.get(key);
		if (entry === undefined || now < entry.until) return entry?.answer;
		this.entries.delete(key);
		return undefined;
	}

	set(key: string, answer: CampaignAnswer, now: number): void {
		if (answer.kind === 'failed') return;
		// Taken out first, so that what was put in last stands last.
		this.entries.delete(key);
		this.entries.set(key, { answer, until: now + lifetimes[answer.kind] });
		if (this.entries.size <= this.size) return;
		const [oldest] = this.entries.keys();
		this.entries.delete(oldest);
	}
}

/** The cache of this process: polls and executions share it, each under the keys of its own credential. */
export const sharedCampaignCache = new CampaignCache();
