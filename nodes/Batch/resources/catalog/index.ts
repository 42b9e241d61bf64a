import type { Resource } from '../../operation';
import { createCatalog } from './create.operation';
import { deleteCatalog } from './delete.operation';
import { editCatalogItems } from './editItems.operation';
import { getCatalog } from './get.operation';
import { getManyCatalogs } from './getMany.operation';
import { updateCatalog } from './update.operation';

export const catalog: Resource = {
	text: { name: 'Catalog', value: 'catalog', description: 'Things that messages show: articles, programs, offers' },
	operations: [createCatalog, deleteCatalog, editCatalogItems, getCatalog, getManyCatalogs, updateCatalog],
	defaultOperation: editCatalogItems,
};
