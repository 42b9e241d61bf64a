import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { TooMuch } from '../../bounded';
import { withTimeLimit } from '../../storage/timeLimit';
import type { HttpAnswer } from '../../storage/web/httpSend';
import { n8nTestHttp } from '../../storage/web/n8nHttp';
import { checkKeys, type Probe } from './checkKeys';
import { noAnswerFrom, readBody, tookTooLong, tooMuch, type Exchange } from './exchange';

/** Milliseconds an answer may take from the call to its last byte: somebody waits for it in front of the form. */
const answerAtMost = 15_000;

/** Tests the credential: reads once with each key that is filled in, and says which one is wrong. */
export async function testBatchApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { message, isValid } = await checkKeys(credential.data ?? {}, probeWith(this.helpers));
	return { status: isValid ? 'OK' : 'Error', message };
}

class OutOfTime extends Error {}

/** n8n gives credential tests one HTTP helper of their own; the answer is read under the bounds of every other call. */
function probeWith(helpers: ICredentialTestFunctions['helpers']): Probe {
	const send = n8nTestHttp(helpers);
	return async ({ url, headers }): Promise<Exchange> => {
		let answer: HttpAnswer | undefined;
		const read = async (): Promise<Exchange> => {
			const request = { method: 'GET', url, headers: headers as Record<string, string> } as const;
			answer = await send(request, { timeout: answerAtMost });
			return { kind: 'answer', statusCode: answer.statusCode, headers: answer.headers, body: await readBody(answer.body) };
		};
		try {
			return await withTimeLimit(read(), answerAtMost, () => new OutOfTime());
		} catch (error) {
			if (error instanceof OutOfTime) return tookTooLong(answerAtMost);
			return error instanceof TooMuch ? tooMuch(error) : noAnswerFrom(error);
		} finally {
			answer?.destroy();
		}
	};
}
