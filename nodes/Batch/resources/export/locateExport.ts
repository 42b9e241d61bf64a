import type { BatchRequest } from '../../../shared/batch/client/client';
import { checkPlatforms, checkProject } from '../../../shared/batch/client/connection';
import { platformNames, type Family, type Platform } from '../../../shared/batch/family';
import { appExports, projectExports } from '../../../shared/batch/routes/exports';
import { violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';

/** Where an export is to be found. */
export interface ExportPlace {
	readonly family: Family;
	readonly platform?: Platform;
	readonly id: string;
}

/** The family, and the app where there is one, that the fields name. */
export function readFamily(item: Item): Omit<ExportPlace, 'id'> {
	if (item.choice('api') !== 'app') {
		item.check(checkProject(item.connection));
		return { family: 'project' };
	}
	const platform = item.platform();
	item.check(checkPlatforms([platform], item.connection));
	return { family: 'app', platform };
}

export function readExportPlace(item: Item): ExportPlace {
	const place = readFamily(item);
	const id = item.locator('export');
	item.show({ id, ...(place.platform && { platform: platformNames[place.platform] }) });
	return id === '' ? item.refuse(violation(item.label('export'), '', 'must not be empty')) : { ...place, id };
}

/** The call that tells how far an export is. */
export function viewRequest({ family, platform, id }: ExportPlace): Omit<BatchRequest, 'repeatable'> {
	return family === 'project'
		? { route: projectExports.view, query: { id } }
		: { route: appExports.view, platform, parameters: { exportId: id } };
}
