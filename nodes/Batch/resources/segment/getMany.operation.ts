import { checkProject } from '../../../shared/batch/client/connection';
import { segments } from '../../../shared/batch/routes/segments';
import { limited, listFields } from '../../fields/list';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';

/** Segment → Get Many: the segments of the project, written in the dashboard (batch-api-2x.md §5). */
export const getManySegments = item({
	text: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many segments',
		description: 'Get the segments of the project; their code is what an export takes',
	},
	fields: [...listFields, readOptions()],
	run(item, api) {
		item.check(checkProject(item.connection));
		return limited(item, api.pages({ route: segments.list }, 'segments'));
	},
});
