import type { Connection } from '../client/connection';
import { orchestrations } from '../routes/campaigns';
import { failed, readCampaign, type CampaignAnswer } from './campaign';
import type { Send } from './campaignCalls';

const pageSize = 100;

/** At one call a second (batch-api-2x.md §2.3): so many seconds, for so many hundreds. */
const pagesAtMost = 5;

const unknown: CampaignAnswer = {
	kind: 'unknown',
	reason: 'Batch knows no campaign or automation with this token in the project of the credential',
};

/**
 * Looks campaigns up in the project family. The list holds all kinds, and a hundred a call; a single one can be
 * viewed when it is a push campaign only, so that is for what the first pages do not hold.
 * @returns an answer for each token, and what else the pages told
 */
export async function projectCampaigns(
	{ projectKey }: Connection,
	send: Send,
	tokens: readonly string[],
): Promise<Map<string, CampaignAnswer>> {
	const answers = new Map<string, CampaignAnswer>();
	const settle = (answer: CampaignAnswer): Map<string, CampaignAnswer> => {
		for (const token of tokens) if (!answers.has(token)) answers.set(token, answer);
		return answers;
	};
	if (projectKey === '') return settle({ kind: 'failed', reason: 'Not looked up: the Batch credential holds no Project Key' });

	let from: string | undefined;
	for (let page = 0; page < pagesAtMost; page++) {
		const query = { limit: pageSize, ...(from !== undefined && { from }) };
		const result = await send('project', { route: orchestrations.list, query, repeatable: true });
		if (!result.ok) return settle(failed(result.failure));
		const { campaigns, next } = readPage(result.body);
		for (const [id, campaign] of campaigns) answers.set(id, campaign);
		if (tokens.every((token) => answers.has(token))) return answers;
		if (next === undefined) return settle(unknown);
		from = next;
	}
	// One after the other: several at once would only wait for each other.
	for (const token of tokens) if (!answers.has(token)) answers.set(token, await view(send, token));
	return answers;
}

async function view(send: Send, token: string): Promise<CampaignAnswer> {
	const query = { orchestration_id: token };
	const result = await send('project', { route: orchestrations.view, query, repeatable: true }, [403, 404]);
	if (result.ok) return readCampaign(result.body) ?? unknown;
	const { statusCode } = result.failure;
	if (statusCode === 404) return unknown;
	if (statusCode !== 403) return failed(result.failure);
	const listed = pagesAtMost * pageSize;
	return { kind: 'failed', reason: `Not looked up: it is no push campaign, and not among the first ${listed} that Batch lists` };
}

/** batch-api-2x.md §2.4, §6.4: a cursor may stand on the last page, too. */
function readPage(body: unknown): { campaigns: Array<[string, CampaignAnswer]>; next: string | undefined } {
	const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
	const entries: unknown[] = Array.isArray(fields.orchestrations) ? fields.orchestrations : [];
	const campaigns = entries.flatMap((entry): Array<[string, CampaignAnswer]> => {
		const campaign = readCampaign(entry);
		const { id } = (entry ?? {}) as { id?: unknown };
		return campaign !== undefined && typeof id === 'string' ? [[id, campaign]] : [];
	});
	const hasNext = fields.has_more === true && typeof fields.next_from === 'string' && fields.next_from !== '';
	return { campaigns, next: hasNext ? String(fields.next_from) : undefined };
}
