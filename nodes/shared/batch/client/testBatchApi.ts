import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { checkKeys, type Probe } from './checkKeys';
import { noAnswerFrom, type Exchange } from './exchange';

/** Tests the credential: reads once with each key that is filled in, and says which one is wrong. */
export async function testBatchApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { message, isValid } = await checkKeys(credential.data ?? {}, probeWith(this.helpers));
	return { status: isValid ? 'OK' : 'Error', message };
}

/** n8n gives credential tests this one HTTP helper; it answers without following redirects. */
function probeWith({ request }: ICredentialTestFunctions['helpers']): Probe {
	return async ({ url, headers }): Promise<Exchange> => {
		try {
			const answer = (await request({
				method: 'GET',
				uri: url,
				headers,
				json: true,
				simple: false,
				resolveWithFullResponse: true,
				followRedirect: false,
				timeout: 15_000,
			})) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
			return { kind: 'answer', ...answer };
		} catch (error) {
			return noAnswerFrom(error);
		}
	};
}
