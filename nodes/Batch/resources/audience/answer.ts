import type { IDataObject } from 'n8n-workflow';

import { indexingTokenOf } from '../../../shared/batch/audiences/applied';
import { platformNames, type Platform } from '../../../shared/batch/family';

/** The token by which Get tells whether a change is applied; of several apps one each. */
export function answerOfAudience(body: unknown, platform?: Platform): IDataObject {
	const token = indexingTokenOf(body);
	if (token === undefined) return {};
	return platform === undefined ? { indexingToken: token } : { indexingTokens: { [platformNames[platform]]: token } };
}
