import type { Resource } from '../../operation';
import { createAppData } from './create.operation';
import { deleteAppData } from './delete.operation';
import { getManyAppData } from './getMany.operation';
import { writeAppData } from './write.operation';

export const appData: Resource = {
	text: { name: 'App Data', value: 'appData', description: 'Tables of keys and texts that messages of an app can show' },
	operations: [createAppData, deleteAppData, getManyAppData, writeAppData],
	defaultOperation: writeAppData,
};
