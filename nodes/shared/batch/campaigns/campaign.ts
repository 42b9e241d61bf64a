import type { CallFailure } from '../client/failure';

/** A campaign as a file names it. */
export interface CampaignReference {
	readonly token: string;
	/** In-app campaigns of the app family have a route of their own. */
	readonly isInApp: boolean;
}

/** What looking a campaign up came to. */
export type CampaignAnswer =
	/** The labels as Batch gives them: in the app family their codes. */
	| { readonly kind: 'found'; readonly name: string; readonly labels: readonly string[] }
	/** Batch has none of that token: asking again would tell the same. */
	| { readonly kind: 'unknown'; readonly reason: string }
	/** Not found out this time. */
	| { readonly kind: 'failed'; readonly reason: string; readonly failure?: CallFailure };

/** Ids of the project family begin with this (batch-api-2x.md §6.1); tokens of the app family do not. */
const projectPrefix = 'orchestration_';

/** Which family knows the campaign: its token tells. */
export function isOfProject({ token }: CampaignReference): boolean {
	return token.startsWith(projectPrefix);
}

/** Reads name and labels of one campaign, in either family's shape; undefined when it is none. */
export function readCampaign(body: unknown): CampaignAnswer | undefined {
	if (typeof body !== 'object' || body === null) return undefined;
	const { name, labels } = body as Record<string, unknown>;
	if (typeof name !== 'string' || name === '') return undefined;
	const given: unknown[] = Array.isArray(labels) ? labels : [];
	return { kind: 'found', name, labels: given.filter((label) => typeof label === 'string') };
}

export function failed(failure: CallFailure): CampaignAnswer {
	return { kind: 'failed', reason: `Not looked up: ${reasonOf(failure)}`, failure };
}

function reasonOf({ cause, message, advice }: CallFailure): string {
	if (cause === 'cancelled') return 'there was no time left';
	// Other advice is for somebody who sends something.
	return cause === 'credentials' ? `${message.replace(/\.$/, '')}. ${advice}` : message;
}
