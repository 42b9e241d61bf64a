import type { IDataObject } from 'n8n-workflow';

/** A newsletter's and a form's call are told apart by what the page's own events carry (poool-purchasely.md §1.6). */
export function submissionName(body: IDataObject): string {
	if (['newsletterId', 'newsletter_id'].some((key) => Object.hasOwn(body, key))) return 'newsletter';
	return Object.hasOwn(body, 'fields') ? 'form' : 'submission';
}
