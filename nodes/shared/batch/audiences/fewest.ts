import type { Api } from '../client/api';
import { taken, type Reading } from '../values/readValue';
import { violation, type Violation } from '../violation';
import { membersOf } from './applied';
import { titleOf, viewRequest, type Audience } from './audience';

/** How many members a replacement must hold at least: a number, or a share of those it takes the place of. */
export type Fewest = { readonly members: number } | { readonly share: number };

/** What keeps a replacement from taking most of an audience away by mistake. */
export interface SmallnessGuard {
	readonly fewest: Fewest;
	/** Members after the last replacement that was applied whole; one that was broken off leaves fewer. */
	readonly lastWhole?: number;
	/** Takes down how many there are, once a replacement is applied whole. */
	keep?(members: number): void;
}

const fewestRule = 'must be a whole number of members, or a share such as 50%';

/** Reads `5000` or `50%`. */
export function readFewest(text: string): Reading<Fewest> {
	const [, number, percent] = /^(\d{1,15}(?:\.\d{1,6})?)\s*(%?)$/.exec(text.trim()) ?? [];
	const value = Number(number);
	if (number === undefined || (percent === '%' ? value > 100 : !Number.isInteger(value))) return { ok: false, rule: fewestRule };
	return taken(percent === '%' ? { share: value / 100 } : { members: value });
}

/**
 * Looks at what the audience holds where the guard is a share of it.
 * @param members of the replacement, each counted once
 * @throws CallFailed, also when there is no such audience
 */
export async function checkSmallness(api: Api, audience: Audience, guard: SmallnessGuard, members: number): Promise<Violation[]> {
	const asks = 'share' in guard.fewest && guard.fewest.share > 0 && guard.lastWhole === undefined && !api.isPreview;
	const held = asks ? membersOf(await api.send({ ...viewRequest(audience), repeatable: true })) : undefined;
	return judgeSmallness(audience, guard, members, held);
}

/**
 * The same, where it is known what the audience holds.
 * @param held undefined where nobody says
 */
export function judgeSmallness(audience: Audience, { fewest, lastWhole }: SmallnessGuard, members: number, held: number | undefined): Violation[] {
	if ('members' in fewest) return members >= fewest.members ? [] : [tooFew(audience, members, `must be at least ${fewest.members} members`)];
	const before = lastWhole ?? held;
	if (before === undefined || members >= before * fewest.share) return [];
	return [tooFew(audience, members, `must be at least ${fewest.share * 100}% of the ${before} members it ${lastWhole === undefined ? 'holds' : 'had after it was last replaced'}`)];
}

function tooFew(audience: Audience, members: number, rule: string): Violation {
	return {
		...violation(`Members of the audience ${titleOf(audience)}`, members, rule),
		advice: 'Nothing was sent. If the audience is really to shrink so much, lower Fewest Members.',
	};
}
