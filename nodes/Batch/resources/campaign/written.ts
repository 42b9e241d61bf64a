import type { IDataObject } from 'n8n-workflow';

import { CallFailed, settleCalls } from '../../../shared/batch/client/failure';
import { isOfProject } from '../../../shared/batch/campaigns/campaign';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { platformNames, type Platform } from '../../../shared/batch/family';
import { violation, type Violation } from '../../../shared/batch/violation';
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

/** A campaign of one app, as the routes of the app family ask for it. Refuses an app that the credential has no key for. */
export function readCampaignOfApp(item: Item): { readonly platform: Platform; readonly parameters: { readonly token: string } } {
	const token = readToken(item);
	const platform = item.platform();
	item.show({ platform: platformNames[platform] });
	item.check(checkPlatforms([platform], item.connection));
	return { platform, parameters: { token } };
}

/** The token of a campaign of an app. */
export function readToken(item: Item): string {
	const token = item.locator('campaign');
	item.show({ campaignToken: token });
	item.check(checkToken(item.label('campaign'), token));
	return token;
}

/** @param label the editor's name of the field */
export function checkToken(label: string, token: string): Violation[] {
	if (token === '') return [violation(label, '', 'must be chosen')];
	if (!isOfProject({ token, isInApp: false })) return [];
	return [
		{
			...violation(label, token, 'is an ID of the project API, which no app knows'),
			advice: 'Choose a campaign of the app. Those of the project are under the resource Campaign, with Project under API.',
		},
	];
}
