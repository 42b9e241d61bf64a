import type { IDataObject } from 'n8n-workflow';

import type { Attributes } from '../attributes/attribute';
import { writeAppEventAttributes } from '../attributes/writeAppNotation';
import { writeProjectNotation } from '../attributes/writeProjectNotation';
import type { Family } from '../family';

/** What a member carries besides its id: for messages to its audience (batch-api-2x.md §4, batch-api-1x.md §6). */
export interface MemberExtras {
	readonly attributes?: IDataObject;
	/** App API 1.1 only. */
	readonly tags?: readonly string[];
}

/** What is done with one member. */
export interface MemberChange {
	readonly action: 'add' | 'remove';
	readonly extras?: MemberExtras;
}

/** The two that most members share: a million rows need no million objects. */
export const addition: MemberChange = { action: 'add' };
export const removal: MemberChange = { action: 'remove' };

/** Attributes in the family's notation: `date(x)`, `url(x)`, without a prefix in either family. */
export function writeMemberAttributes(family: Family, attributes: Attributes): IDataObject {
	return family === 'project' ? writeProjectNotation(attributes) : writeAppEventAttributes(attributes);
}

/** The element of an update. */
export function changeOf(id: string, { action, extras }: MemberChange): IDataObject {
	return extras === undefined ? { action, id } : { action, id, ...(extras as IDataObject) };
}

/** The element of a replacement. */
export function memberOf(id: string, { extras }: MemberChange): IDataObject {
	return extras === undefined ? { id } : { id, ...(extras as IDataObject) };
}

/** Whether it is all the same which of two changes of one member is carried out first. */
export function commute(earlier: MemberChange, later: MemberChange): boolean {
	return earlier.action === later.action && (earlier.extras === later.extras || JSON.stringify(earlier.extras) === JSON.stringify(later.extras));
}
