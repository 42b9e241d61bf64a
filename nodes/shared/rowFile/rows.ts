import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { rowTyper } from '../tabular/columns/typedRow';
import { markOfRow } from './fileMark';
import type { SinkMaker } from './sink';

/** One item a row. */
export const rowsSink: SinkMaker = (format, mark) => {
	const typed = rowTyper(format);
	const items: INodeExecutionData[] = [];
	return {
		looksAt: 'rows',
		take({ rows, count, rowNumber, mayHaveBlanks }) {
			for (let index = 0; index < count; index++) {
				const json: IDataObject = typed(rows[index], mayHaveBlanks);
				json._file = markOfRow(mark, rowNumber(index));
				items.push({ json });
			}
		},
		items: () => items,
		carried: () => undefined,
	};
};
