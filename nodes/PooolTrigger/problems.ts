import type { IHookFunctions } from 'n8n-workflow';

import { identityCredential, webhookCredential } from './credentialNames';
import { secretProblem } from './credentialProblems';
import { pageProblems } from './page/pageProblems';
import { readGuards } from './page/pageSettings';
import { readReceive } from './parameters';
import { securedProblems, submissionProblems } from './server/serverProblems';
import { readVerification } from './server/serverSettings';

/** Why the node cannot work as it is set, as sentences; none when it can. Looked at before activation. */
export async function problemsOf(context: IHookFunctions): Promise<string[]> {
	switch (readReceive(context)) {
		case 'page': {
			const isVerified = readGuards(context).verification !== 'off';
			const secret = isVerified ? await secretProblems(context, identityCredential, 'identitySecret') : [];
			return [...secret, ...pageProblems(context)];
		}
		case 'submission':
			return submissionProblems(context);
		case 'secured': {
			const isVerified = readVerification(context).method !== 'none';
			const secret = isVerified ? await secretProblems(context, webhookCredential, 'webhookSecret') : [];
			return [...secret, ...securedProblems(context)];
		}
	}
}

async function secretProblems(context: IHookFunctions, credential: string, field: string): Promise<string[]> {
	const data = await context.getCredentials(credential);
	return [secretProblem(data[field]) ?? []].flat();
}
