import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/isRecord';

/** Batch's object as it is; what is no object is told as the answer, whole. */
export function objectOf(answer: unknown): IDataObject {
	return isRecord(answer) ? (answer as IDataObject) : { answer: answer as IDataObject };
}
