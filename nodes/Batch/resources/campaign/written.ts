import type { IDataObject } from 'n8n-workflow';

import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { isOfProject } from '../../../shared/batch/campaigns/campaign';
import { violation } from '../../../shared/batch/violation';
import { isRecord } from '../../../shared/isRecord';
import type { Item } from '../../run/item';

/** How to find out what became of a campaign whose answer was lost. */
export const lookForIt =
	'It may have been created: Batch did not get to answer, and it is not created again by itself. Look for its name with Get Many or in the dashboard before you create it again.';

export const lookAtIt =
	'It may have been done: Batch did not get to answer, and it is not done again by itself. Look at the campaign with Get or Get Many, or in the dashboard.';

/** Makes a call; a lost answer says how to find out what became of it. */
export async function withAdvice<Answer>(call: Promise<Answer>, advice: string): Promise<Answer> {
	const settled = await settleCalls(call);
	if (settled.failed === undefined) return settled.value;
	const { failure } = settled.failed;
	throw failure.mayHaveArrived ? new CallFailed({ ...failure, advice }) : settled.failed;
}

/** What Batch calls a campaign that it created; its whole answer where it says something else. */
export function identityOf(answer: unknown, key: string, as: string): IDataObject {
	const identity = isRecord(answer) ? answer[key] : undefined;
	return typeof identity === 'string' && identity !== '' ? { [as]: identity } : { answer: answer as IDataObject };
}

/** Batch's object as it is; what is no object is told as the answer. */
export function objectOf(answer: unknown): IDataObject {
	return isRecord(answer) ? (answer as IDataObject) : { answer: answer as IDataObject };
}

/** The id of a campaign of the project family. */
export function readId(item: Item): string {
	const id = item.locator('campaign');
	item.show({ id });
	if (id === '') item.refuse(violation(item.label('campaign'), '', 'must be chosen'));
	if (!isOfProject({ token: id, isInApp: false })) {
		item.refuse({
			...violation(item.label('campaign'), id, 'is no ID of the project API: those begin with orchestration_'),
			advice: 'Choose App under API if it is the token of a campaign of an app.',
		});
	}
	return id;
}

/** The token of a campaign of the app family. */
export function readToken(item: Item): string {
	const token = item.locator('campaign');
	item.show({ campaignToken: token });
	if (token === '') item.refuse(violation(item.label('campaign'), '', 'must be chosen'));
	if (isOfProject({ token, isInApp: false })) {
		item.refuse({
			...violation(item.label('campaign'), token, 'is an ID of the project API, which no app knows'),
			advice: 'Use the resource Campaign with Project under API.',
		});
	}
	return token;
}
