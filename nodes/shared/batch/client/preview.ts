import type { IDataObject } from 'n8n-workflow';

import { platformNames } from '../family';
import type { BatchRequest } from './client';
import { pathOf } from './connection';

/** What would be sent, without keys. */
export interface PreviewedCall extends IDataObject {
	method: string;
	path: string;
}

/** A call, or one for each app, that was not made because only a look at it was wanted. */
export class Previewed extends Error {
	override readonly name = 'Previewed';

	constructor(readonly call: PreviewedCall | PreviewedCall[]) {
		super('Only shown, not sent');
	}
}

export function previewOf({ route, platform, parameters, query, body }: BatchRequest): PreviewedCall {
	return {
		method: route.method,
		path: pathOf(route, parameters),
		...(platform && { platform: platformNames[platform] }),
		...(query && { query }),
		...(body !== undefined && { body: body as IDataObject }),
	};
}
