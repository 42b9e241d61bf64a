import { NodeOperationError } from 'n8n-workflow';

import { CallFailed } from '../../../shared/batch/client/failure';
import type { Api } from '../../../shared/batch/client/api';
import { ColumnMissing } from '../../../shared/batch/audiences/file/lines';
import { violation } from '../../../shared/batch/violation';
import { failureOf } from '../../../shared/rowFile/failureOf';
import { fileSourceUses } from '../../fields/fileSource';
import { item, type Output } from '../../operation';
import { Refusal, Skip, type Item } from '../../run/item';
import { syncFields } from './sync.fields';
import { FileSync } from './fileSync';
import { readSync } from './readSync';
import { openSyncSource, readNameRules } from './syncSource';

/**
 * Audience → Sync From File: a flat file, or a set of files, becomes the members of an audience (batch-api-2x.md §4,
 * batch-api-1x.md §6). The whole file is read and judged before the first call, and no part of it is held in memory for long.
 */
export const syncAudienceFromFile = item({
	text: {
		name: 'Sync From File',
		value: 'syncFromFile',
		action: 'Sync audience from file',
		description: 'Keep an audience as a file says, a binary or a stored one of any size: replace, add, remove, or send what changed',
	},
	fields: syncFields,
	uses: { batch: {}, ...fileSourceUses },
	run: async (item, api) => await sync(item, api).catch((error: unknown) => refuse(item, error)),
});

async function sync(item: Item, api: Api): Promise<Output[]> {
	const wish = readSync(item);
	const names = await readNameRules(item, wish.mode);
	const source = await openSyncSource(item);
	try {
		return await new FileSync(item, api, wish, source, names).run();
	} finally {
		await source.close();
	}
}

/** What is wrong with the file or its storage is told of the item. */
function refuse(item: Item, error: unknown): never {
	if (error instanceof CallFailed || error instanceof Refusal || error instanceof Skip) throw error;
	if (error instanceof ColumnMissing) {
		item.refuse({ ...violation(error.field, error.column, error.rule), advice: 'Nothing was sent. Correct the column, or Header.' });
	}
	throw new NodeOperationError(item.context.getNode(), failureOf(error).reason, { itemIndex: item.index });
}
