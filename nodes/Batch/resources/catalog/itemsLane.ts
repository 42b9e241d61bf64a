import type { IDataObject } from 'n8n-workflow';

import type { Lane } from '../../../shared/batch/bulk/lane';
import type { Group } from '../../../shared/batch/bulk/plan';
import type { Waiting } from '../../../shared/batch/client/api';
import type { BatchRequest } from '../../../shared/batch/client/client';
import { catalogLimits, catalogs } from '../../../shared/batch/routes/catalogs';

/** Edits of the items of one catalog. */
export class ItemsLane implements Lane<IDataObject> {
	readonly name: string;
	readonly limits = { groupsPerCall: catalogLimits.itemsPerCatalogCall.value };

	constructor(
		readonly catalog: string,
		/** How long the run waits until its edits are applied, if at all. */
		readonly waiting: Waiting | undefined,
	) {
		this.name = `catalog ${catalog}`;
	}

	/** Two edits of one item go one after the other: what Batch makes of both in one call is not documented. */
	merge(earlier: IDataObject, later: IDataObject): IDataObject | undefined {
		return JSON.stringify(earlier) === JSON.stringify(later) ? later : undefined;
	}

	request(groups: ReadonlyArray<Group<IDataObject>>): BatchRequest {
		return {
			route: catalogs.editItems,
			elements: groups.length,
			repeatable: true,
			body: { name: this.catalog, items: groups.map(({ merged }) => merged) },
		};
	}
}
