import type { Api, Waiting } from '../client/api';
import type { BatchRequest } from '../client/client';
import { audienceLimits } from '../contract/audienceContract';
import type { Platform } from '../family';
import type { CallOrder, Lane } from '../bulk/lane';
import type { PlanLimits } from '../bulk/plan';
import { mustBeApplied } from './applied';
import { keyOf, replaceRequest, updateRequest, type Audience } from './audience';
import type { SmallnessGuard } from './fewest';
import { changeOf, commute, memberOf, type MemberChange } from './member';

/** What a lane waits for between two calls when nobody says how long: five minutes, looking once a second. */
export const usualWaiting: Waiting = { everySeconds: 1, atMost: 300 };

export interface WaitingOfLane {
	/** How long to wait where the next call must not be made before the last is applied. */
	readonly waiting: Waiting;
	/** Whether it is over only once all is applied. */
	readonly waitsAtTheEnd: boolean;
}

/** One member of a call: what an entry, or several of one member, come to. */
export interface Member {
	readonly identity: string;
	readonly merged: MemberChange;
}

/** The members of one audience, on their way to it. Of several changes of one member the last is sent, as Batch would take it. */
abstract class AudienceLane implements Lane<MemberChange> {
	abstract readonly name: string;
	readonly limits: PlanLimits = { groupsPerCall: audienceLimits.idsPerCall.value };

	constructor(
		readonly audience: Audience,
		readonly waits: WaitingOfLane,
	) {}

	get platform(): Platform | undefined {
		return this.audience.family === 'app' ? this.audience.platform : undefined;
	}

	abstract request(members: readonly Member[], call: number): BatchRequest;

	merge(_earlier: MemberChange, later: MemberChange): MemberChange {
		return later;
	}

	countsAs({ action }: MemberChange): string {
		return action;
	}
}

/** Adds and removes members. */
export class UpdateLane extends AudienceLane {
	readonly name = `update ${keyOf(this.audience)}`;

	/** So many calls are known to be applied. */
	private applied = 0;

	readonly order: CallOrder<MemberChange> = {
		commutes: commute,
		settle: async (answers, api) => {
			await mustBeApplied(api, this.audience, answers.slice(this.applied), this.waits.waiting);
			this.applied = answers.length;
		},
	};

	request(members: readonly Member[]): BatchRequest {
		return { ...updateRequest(this.audience, members.map(({ identity, merged }) => changeOf(identity, merged))), repeatable: true };
	}
}

/** What is sent in place of a member when the audience is to be empty. */
export const nobody = { identity: '', payload: { action: 'add' } satisfies MemberChange } as const;

/**
 * Replaces all members: the first portion takes the place of what was there, and the rest is added once that is applied –
 * before, it could be added to what is about to go. Broken off and run again it ends as the same audience.
 */
export class ReplaceLane extends AudienceLane {
	readonly name = `replace ${keyOf(this.audience)}`;
	readonly replaces = true as const;

	/** @param guard against an audience that suddenly loses most of its members */
	constructor(
		audience: Audience,
		waits: WaitingOfLane,
		readonly guard: SmallnessGuard,
	) {
		super(audience, waits);
	}

	override countsAs(change: MemberChange): string {
		return change === nobody.payload ? 'nobody' : change.action;
	}

	request(all: readonly Member[], call: number): BatchRequest {
		const members = all.filter(({ identity }) => identity !== nobody.identity);
		const request =
			call === 0
				? replaceRequest(this.audience, members.map(({ identity, merged }) => memberOf(identity, merged)))
				: updateRequest(this.audience, members.map(({ identity, merged }) => changeOf(identity, merged)));
		return { ...request, repeatable: true };
	}

	async afterCall(call: number, answer: unknown, api: Api): Promise<void> {
		if (call === 0) await mustBeApplied(api, this.audience, [answer], this.waits.waiting);
	}
}
