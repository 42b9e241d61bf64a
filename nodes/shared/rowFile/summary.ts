import type { IDataObject } from 'n8n-workflow';

import { reportSummary } from '../tabular/summary/report';
import { emptySummary, summaryFold, type SummaryState } from '../tabular/summary/summary';
import type { SinkMaker } from './sink';

/** One item a file, when it is read to its end; until then the counts are kept with the position. */
export const summarySink: SinkMaker = ({ columns, kind }, mark, carried) => {
	const state = structuredClone((carried as unknown as SummaryState | undefined) ?? emptySummary(kind));
	const fold = summaryFold(state, columns);
	return {
		looksAt: 'columns',
		only: fold.only,
		add: (portion) => fold.add(portion),
		items: (atEnd) =>
			atEnd ? [{ json: { ...(reportSummary(state) as unknown as IDataObject), _file: { ...mark } } }] : [],
		carried: () => state as unknown as IDataObject,
	};
};
