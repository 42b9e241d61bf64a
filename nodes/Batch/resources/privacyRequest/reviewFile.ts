import type { IBinaryData, INodeProperties } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';

/** @param more what has to be known where several files may come */
export const reviewFileOption = (more = ''): INodeProperties => ({
	displayName: 'Put Review File in Field',
	name: 'binaryField',
	type: 'string',
	default: 'data',
	description: `The name of the output binary field to put the file of a finished review in${more}. Without this option the output has its address alone.`,
});

/** @returns the name of the field; undefined when the file is not wanted */
export function readReviewField(item: Item): string | undefined {
	if (!item.has('options.binaryField')) return undefined;
	const name = item.text('options.binaryField');
	return name === '' ? item.refuse(violation(item.label('options.binaryField'), '', 'must not be empty')) : name;
}

/**
 * Fetches the file of a finished review.
 * @param address `data_url` of the request: there for a finished review only (batch-api-1x.md §8)
 * @returns undefined when there is none
 * @throws CallFailed
 */
export async function fetchReview(item: Item, api: Api, id: string, address: unknown): Promise<IBinaryData | undefined> {
	if (typeof address !== 'string' || address === '') return undefined;
	const download = await api.downloadLink(address);
	try {
		const fileName = `${id}.zip`.replace(/[^\w.-]/g, '_');
		return await item.context.helpers.prepareBinaryData(download.nodeStream(), fileName, 'application/zip');
	} finally {
		download.close();
	}
}
