import type { IDataObject } from 'n8n-workflow';

import { checkCustomId, checkInstallation, identityOfInstallation } from '../shared/batch/contract/checks';
import type { Family } from '../shared/batch/family';
import type { Violation } from '../shared/batch/violation';
import type { Item } from './run/item';

export type IdentifiedBy = 'customId' | 'installation';

/** Whom an update of the project family is for. */
export interface Identity {
	readonly by: IdentifiedBy;
	/** The custom ID, or the installation as JSON with sorted keys. */
	readonly identity: string;
	/** What the verdict shows of it. */
	readonly shown: IDataObject;
	readonly violations: readonly Violation[];
}

/** What the field Identify By says; the app family knows custom IDs only. */
export function readIdentifiedBy(item: Item, family: Family): IdentifiedBy {
	return family === 'app' ? 'customId' : item.choice<IdentifiedBy>('identifyBy');
}

export function ofCustomId(customId: string): Identity {
	return { by: 'customId', identity: customId, shown: { customId }, violations: checkCustomId(customId) };
}

export function readInstallation(item: Item): Identity {
	const installation = item.jsonObject('installation') ?? {};
	const violations = checkInstallation(installation, item.label('installation'));
	if (violations.length > 0) return { by: 'installation', identity: '', shown: {}, violations };
	return { by: 'installation', identity: identityOfInstallation(installation), shown: { installation }, violations };
}
